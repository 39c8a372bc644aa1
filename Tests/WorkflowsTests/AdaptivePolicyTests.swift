import Domain
import Testing

@testable import Workflows

@Suite("Rules of the adaptive pattern") struct AdaptivePolicyTests {
    private let policy = AdaptivePolicy(configuration: WorkflowConfiguration())

    @Test("each rule fires on its signal", arguments: Case.all)
    func rules(sample: Case) {
        let verdict = policy.react(to: sample.signals)
        #expect(verdict.rule == sample.rule)
        #expect(verdict.action == sample.action)
    }

    @Test("every action has a rule that leads to it")
    func allActions() throws {
        let asking = AdaptivePolicy(configuration: try WorkflowConfiguration(["on_failures": "ask"], for: .adaptive))
        let asked = asking.react(to: Case.signals { $0.consecutiveFailures = 3 })
        #expect(asked.action == .askPerson)
        #expect(Set(Case.all.map(\.action)).union([.askPerson]) == Set(AdaptiveAction.allCases))
    }

    @Test("no strategy is used twice, and the next dearer one comes first")
    func hysteresis() {
        #expect(policy.next(after: [.parallel]) == .evaluatorOptimizer)
        #expect(policy.next(after: [.parallel, .orchestrator]) == .swarm)
        #expect(policy.next(after: [.parallel, .swarm]) == .sequential)
        #expect(policy.next(after: AdaptivePolicy.byCost) == nil)
    }

    @Test("the cheapest pattern that suffices is chosen, and says why")
    func choice() {
        func choose(_ change: (inout WorkFeatures) -> Void) -> StrategyChoice {
            var features = WorkFeatures(
                tasks: 3, agents: 3, width: 3, hasDependencies: false, unassigned: 0, needsJudgement: false,
                needsHandoff: false, needsPlanning: false)
            change(&features)
            return policy.choose(features)
        }
        #expect(
            choose {
                $0.tasks = 1; $0.agents = 1; $0.width = 1
            }.rule == "single")
        #expect(choose { _ in }.strategy == .parallel)
        #expect(choose { $0.width = 1 }.strategy == .sequential)
        #expect(choose { $0.agents = 1 }.strategy == .sequential)
        #expect(choose { $0.unassigned = 1 }.strategy == .router)
        #expect(choose { $0.needsHandoff = true }.strategy == .swarm)
        #expect(
            choose {
                $0.needsJudgement = true; $0.tasks = 1; $0.width = 1
            }.strategy == .evaluatorOptimizer)
        #expect(
            choose {
                $0.needsPlanning = true; $0.tasks = 2; $0.width = 2
            }.strategy == .orchestrator)
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let rule: String
        let action: AdaptiveAction
        let signals: WorkSignals

        var testDescription: String { rule }

        private init(_ rule: String, _ action: AdaptiveAction, _ change: (inout WorkSignals) -> Void) {
            self.rule = rule
            self.action = action
            signals = Self.signals(change)
        }

        /// Two open tasks, and nothing else of note, with a change.
        static func signals(_ change: (inout WorkSignals) -> Void) -> WorkSignals {
            var signals = WorkSignals(
                done: 1, open: 2, consecutiveFailures: 0, causes: [], stall: 0, burn: 0, secondsLeft: 60,
                verification: nil, wasRetried: true, hasOtherAgents: false, switches: 0, strategiesLeft: 3, reserve: nil)
            change(&signals)
            return signals
        }

        static let all: [Case] = [
            Case("open_tasks", .switchPattern) { _ in },
            Case("stall", .switchPattern) { $0.stall = 3 },
            Case("feedback", .retryWithFeedback) { $0.wasRetried = false },
            Case("another_agent", .changeAgent) {
                $0.wasRetried = false; $0.hasOtherAgents = true
            },
            Case("complete", .finish) { $0.open = 0 },
            Case("fatal_failure", .emergencyStop) { $0.causes = ["refusal", "billing"] },
            Case("consecutive_failures", .emergencyStop) { $0.consecutiveFailures = 3 },
            Case("budget_burn", .forceComplete) { $0.burn = 0.9 },
            Case("no_time", .forceComplete) { $0.secondsLeft = 0 },
            Case("verification", .retryWithFeedback) {
                $0.verification = 0.5; $0.wasRetried = false
            },
            Case("verification", .switchPattern) { $0.verification = 0.79 },
            Case("verification", .forceComplete) {
                $0.verification = 0.5; $0.open = 0
            },
            Case("exhausted", .forceComplete) { $0.switches = 2 },
            Case("exhausted", .forceComplete) { $0.strategiesLeft = 0 },
            Case("exhausted", .forceComplete) { $0.reserve = 0 },
            Case("reserve", .narrowScope) { $0.reserve = 1 },
            Case("another_model", .changeModel) { $0.modelsLeft = 1 },
        ]
    }
}

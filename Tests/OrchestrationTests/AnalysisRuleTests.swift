import Domain
import Persistence
import Testing

@testable import Orchestration

@Suite struct AnalysisRuleTests {
    @Test("one agent and one task need no team")
    func single() throws {
        let recommendation = Recommendation(try Self.facts(agents: [[]], tasks: [Work("Say hello")]))
        #expect(recommendation.type == .sequential && recommendation.confidence > 0.8)
        #expect(recommendation.reasons.contains { $0.hasPrefix("[single]") })
    }

    @Test("a chain is sequential, independent tasks are parallel, each for the reason that is named")
    func structure() throws {
        let chain = Recommendation(try Self.facts(agents: [[], []], tasks: [Work("A"), Work("B", [0]), Work("C", [1])]))
        #expect(chain.type == .sequential && chain.reasons.contains { $0.hasPrefix("[chain]") })
        let free = Recommendation(try Self.facts(agents: [[], []], tasks: (1...5).map { Work("Task \($0)") }))
        #expect(free.type == .parallel && free.reasons.contains { $0.hasPrefix("[independent]") })
    }

    @Test("unassigned tasks that fit different agents are routed")
    func router() throws {
        let facts = try Self.facts(
            agents: [["billing"], ["shipping"]],
            tasks: [Work("A billing question", isAssigned: false), Work("A shipping question", isAssigned: false)])
        #expect(Recommendation(facts).type == .router)
    }

    @Test(
        "the objective's words choose a pattern, unless they deny it",
        arguments: [
            ("Run them in parallel", WorkflowType.parallel), ("Do not run them in parallel", .sequential),
            ("Without any parallelism, please", .sequential), ("Improve it until it is good", .evaluatorOptimizer),
            ("Let them collaborate as a swarm", .swarm), ("Not a swarm, but orchestrated", .orchestrator),
            ("Orchestrate it instead of parallelising", .orchestrator), ("Be adaptive", .adaptive),
            ("Distribute the tickets", .router), ("Don't improve anything; one after another, sequentially", .sequential),
        ])
    func objective(_ words: String, _ type: WorkflowType) throws {
        let facts = try Self.facts(agents: [[], []], tasks: [Work("A"), Work("B")], objective: words)
        #expect(Recommendation(facts).type == type, "\(Recommendation(facts).reasons)")
    }

    @Test("what the structure makes impossible is not recommended, whatever the objective says")
    func impossible() throws {
        let facts = try Self.facts(
            agents: [[], []], tasks: [Work("A"), Work("B", [0]), Work("C", [1])], objective: "Everything in parallel")
        #expect(Recommendation(facts).type == .sequential)
        let alone = try Self.facts(agents: [[]], tasks: [Work("A"), Work("B")], objective: "Work as a swarm")
        #expect(Recommendation(alone).type == .sequential)
    }

    @Test("a narrow margin is little confidence, a wide one much, and none is ever above 0.95 or below 0.3")
    func confidence() throws {
        let clear = Recommendation(try Self.facts(agents: [[]], tasks: [Work("A")]))
        let torn = Recommendation(
            try Self.facts(agents: [[], []], tasks: [Work("A"), Work("B")], objective: "Route them in parallel"))
        #expect(clear.confidence > torn.confidence)
        for recommendation in [clear, torn] { #expect((0.3...0.95).contains(recommendation.confidence)) }
    }

    @Test("the duration is that of the critical path from history, and unknown where nothing is known")
    func forecast() throws {
        let facts = try Self.facts(agents: [[], []], tasks: [Work("A"), Work("B"), Work("C", [0])])
        #expect(WorkForecast(facts, []).duration(as: .parallel) == nil && WorkForecast(facts, []).cost == nil)
        var history: [ExecutionRecord] = []
        for (task, minutes) in zip(facts.tasks, [10.0, 4, 5]) {
            for run in 1...10 { history.append(Self.record(of: task, by: facts.agents[0], minutes, run)) }
        }
        let forecast = WorkForecast(facts, history)
        let parallel = try #require(forecast.duration(as: .parallel))
        #expect(parallel == (p50: 15, p90: 15))
        #expect(forecast.duration(as: .sequential)?.p50 == 19)
        #expect(forecast.criticalPath.map(\.title) == ["A", "C"])
        let cost = try #require(forecast.cost)
        #expect(abs(cost.median - 0.15) < 1e-9 && abs(cost.low - 0.03) < 1e-9 && abs(cost.high - 0.27) < 1e-9)
    }

    @Test("risks and suggestions follow from the inputs")
    func advice() throws {
        let tasks = [
            Work("A", resources: ["main.swift"]), Work("B", resources: ["main.swift"]), Work("C", isAssigned: false),
        ]
        let facts = try Self.facts(agents: [[], []], tasks: tasks)
        let advice = AnalysisAdvice(
            facts, .parallel, WorkForecast(facts, []), failures: [:], isDegraded: true, now: .now)
        #expect(advice.risks.contains { $0.contains("main.swift") } && advice.risks.contains { $0.contains("No model") })
        #expect(advice.suggestions.contains("Assign an agent to 'C'."))
        #expect(advice.suggestions.contains { $0.contains("estimated duration") })
        let calm = try Self.facts(agents: [[]], tasks: [Work("A")])
        let none = AnalysisAdvice(calm, .sequential, WorkForecast(calm, []), failures: [:], isDegraded: false, now: .now)
        #expect(none.risks.isEmpty)
    }

    @Test("no figure of an agent's fit is above 1")
    func bounded() throws {
        let facts = try Self.facts(
            agents: [["swift", "testing", "docs", "build", "review"]],
            tasks: [Work("Swift testing docs build review")])
        let fit = facts.fit.told.values.first
        #expect(fit?["score"]?.numberValue ?? 2 <= 1 && fit?["specialization"]?.numberValue ?? 2 <= 1)
    }
}

// MARK: - Scaffolding

/// A task by its title, and the positions of those that it needs.
private struct Work {
    var title: String
    var needs: [Int]
    var isAssigned = true
    var resources: [String] = []

    init(_ title: String, _ needs: [Int] = [], isAssigned: Bool = true, resources: [String] = []) {
        (self.title, self.needs, self.isAssigned, self.resources) = (title, needs, isAssigned, resources)
    }
}

extension AnalysisRuleTests {
    /// The last of ten runs takes twice as long.
    private static func record(of task: AgentTask, by agent: Agent, _ minutes: Double, _ run: Int) -> ExecutionRecord {
        let seconds = minutes * 60 * (run == 10 ? 2 : 1)
        return ExecutionRecord(taskID: task.id, agentID: agent.id, seconds: seconds, costUSD: Double(run) / 100)
    }

    /// - Parameter agents: their capabilities; tasks go to them in turn.
    private static func facts(agents: [[String]], tasks: [Work], objective: String = "") throws -> WorkFacts {
        let team = try agents.enumerated().map { index, capabilities in
            let json: JSONValue = [
                "name": .string("Agent \(index)"), "role": "worker", "system_prompt": "You are somebody.",
                "capabilities": .array(capabilities.map { .string($0) }),
            ]
            return Agent(try AgentDraft(json), id: .make(), now: .now)
        }
        var made: [AgentTask] = []
        for (index, work) in tasks.enumerated() {
            let json: JSONValue = ["title": .string(work.title), "description": .string("Do \(work.title).")]
            var task = AgentTask(try TaskDraft(json), id: .make(), now: .now)
            task.dependencies = work.needs.map { made[$0].id }
            task.resources = work.resources
            if work.isAssigned { task.assignedAgentIDs = [team[index % team.count].id] }
            made.append(task)
        }
        return WorkFacts(agents: team, tasks: made, objective: objective)
    }
}

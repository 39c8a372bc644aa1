import Domain

/// Which pattern the adaptive one begins with, and why.
struct StrategyChoice: Sendable, Hashable, Codable {
    var strategy: WorkflowType
    var rule: String
    var reason: String
    /// From how clearly the rule fits, 0–1.
    var confidence: Double
    /// What else would do, the cheapest first.
    var alternatives: [WorkflowType]
}

extension AdaptivePolicy {
    private struct Rule: Sendable {
        let name: String
        let strategy: WorkflowType
        let reason: String
        let confidence: Double
        let fits: @Sendable (WorkFeatures) -> Bool
    }

    /// Each says when a pattern suffices; the cheapest that suffices is taken.
    private static let rules: [Rule] = [
        Rule(name: "single", strategy: .sequential, reason: "One task and one agent need no team.", confidence: 1) {
            $0.tasks == 1 && $0.agents == 1
        },
        Rule(name: "handoff", strategy: .swarm, reason: "The agents are to hand over to each other.", confidence: 0.7) {
            $0.needsHandoff && $0.agents > 1
        },
        Rule(name: "judgement", strategy: .evaluatorOptimizer, reason: "The result is to be judged.", confidence: 0.7) {
            $0.needsJudgement && $0.agents > 1 && $0.width == $0.tasks && $0.tasks <= 2
        },
        Rule(name: "planning", strategy: .orchestrator, reason: "The work has to be divided first.", confidence: 0.7) {
            $0.needsPlanning && $0.agents > 1 && $0.tasks <= 2
        },
        Rule(name: "chain", strategy: .sequential, reason: "Each task needs the one before it.", confidence: 0.9) {
            $0.width == 1
        },
        Rule(name: "one agent", strategy: .sequential, reason: "There is one agent.", confidence: 0.9) { $0.agents == 1 },
        Rule(name: "assignment", strategy: .router, reason: "No agent is assigned to some task.", confidence: 0.8) {
            $0.unassigned > 0 && $0.agents > 1 && !$0.hasDependencies
        },
        Rule(name: "independence", strategy: .parallel, reason: "Tasks can be done at the same time.", confidence: 0.9) {
            $0.width > 1 && $0.agents > 1
        },
    ]

    /// The pattern to begin with; among those allowed there is always one, else the cheapest of all.
    func choose(_ features: WorkFeatures) -> StrategyChoice {
        let allowed = allowed.isEmpty ? [WorkflowType.sequential] : allowed
        let fitting = Self.rules.filter { allowed.contains($0.strategy) && $0.fits(features) }
        guard let rule = fitting.first else {
            return StrategyChoice(
                strategy: allowed[0], rule: "cheapest", reason: "No rule fits; the cheapest pattern is taken.",
                confidence: 0.3, alternatives: Array(allowed.dropFirst()))
        }
        return StrategyChoice(
            strategy: rule.strategy, rule: rule.name, reason: rule.reason, confidence: rule.confidence,
            alternatives: allowed.filter { $0 != rule.strategy })
    }

    /// The pattern to change to: the next dearer one that was not used, else the cheapest that was not.
    func next(after used: [WorkflowType]) -> WorkflowType? {
        let open = allowed.filter { !used.contains($0) }
        let rank = used.last.flatMap { Self.byCost.firstIndex(of: $0) } ?? 0
        return open.first { (Self.byCost.firstIndex(of: $0) ?? 0) > rank } ?? open.first
    }
}

extension WorkFeatures {
    private static let judgement: Set<String> = [
        "review", "evaluate", "quality", "improve", "optimize", "optimise", "polish", "refine", "critique",
    ]
    private static let handoff: Set<String> = ["handoff", "escalate", "transfer", "triage", "support"]
    private static let planning: Set<String> = ["plan", "coordinate", "orchestrate", "divide", "project", "feature"]

    /// Reads them off an order; a word after "not", "don't" or "without" does not count.
    init(_ order: WorkflowOrder, _ graph: WorkGraph, agents: Int) {
        let texts = [order.objective] + order.tasks.flatMap { [$0.title, $0.description] }
        let words = texts.map(Self.affirmed).reduce(into: Set<String>()) { $0.formUnion($1) }
        tasks = order.tasks.count
        self.agents = agents
        width = Self.width(order.tasks, graph)
        hasDependencies = order.tasks.contains { !graph.needs(of: $0.id).isEmpty }
        unassigned = order.tasks.count { $0.assignedAgentIDs.isEmpty }
        needsJudgement = !words.isDisjoint(with: Self.judgement)
        needsHandoff = !words.isDisjoint(with: Self.handoff)
        needsPlanning = !words.isDisjoint(with: Self.planning)
    }

    private static func affirmed(_ text: String) -> Set<String> {
        let words = text.lowercased().split { !$0.isLetter && $0 != "'" && $0 != "’" }.map(String.init)
        let negations: Set<String> = ["not", "no", "never", "without", "don't", "don’t", "cannot"]
        return Set(
            words.enumerated().filter { index, _ in
                !words[max(0, index - 2)..<index].contains { negations.contains($0) }
            }.map(\.element))
    }

    /// The most tasks on one level of the dependency graph.
    private static func width(_ tasks: [AgentTask], _ graph: WorkGraph) -> Int {
        var levels: [TaskID: Int] = [:]
        for task in graph.ordered {
            levels[task.id] = (graph.needs(of: task.id).compactMap { levels[$0] }.max() ?? -1) + 1
        }
        return Dictionary(grouping: levels.values, by: { $0 }).values.map(\.count).max() ?? 0
    }
}

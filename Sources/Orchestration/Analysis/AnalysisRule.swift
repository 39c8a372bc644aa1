import Domain

/// One rule of the analysis: when it fires it adds its weight to a type, for or against it.
struct AnalysisRule: Sendable {
    /// Stands in the reasons.
    let name: String
    let type: WorkflowType
    /// Negative speaks against the type.
    let weight: Double
    /// Why it fires, in words; nil when it does not.
    let reason: @Sendable (WorkFacts) -> String?

    init(_ name: String, _ type: WorkflowType, _ weight: Double, _ reason: @escaping @Sendable (WorkFacts) -> String?) {
        self.name = name
        self.type = type
        self.weight = weight
        self.reason = reason
    }

    /// The whole table. What the user's words say weighs more than any one fact of the structure; what the structure
    /// makes impossible weighs more than words.
    static let all = structure + obstacles + wishes

    private static let structure: [AnalysisRule] = [
        AnalysisRule("single", .sequential, 3) {
            $0.tasks.count == 1 && $0.agents.count == 1 ? "one task and one agent need no team" : nil
        },
        AnalysisRule("chain", .sequential, 2.5) { $0.isChain ? "each task needs the one before it" : nil },
        AnalysisRule("one-agent", .sequential, 2) {
            $0.agents.count == 1 && $0.tasks.count > 1 ? "one agent does all \($0.tasks.count) tasks" : nil
        },
        AnalysisRule("independent", .parallel, 2.5) {
            $0.width > 1 && !$0.hasDependencies && $0.agents.count > 1
                ? "\($0.tasks.count) tasks do not need each other and \($0.agents.count) agents are there" : nil
        },
        AnalysisRule("layers", .parallel, 2) {
            $0.width > 1 && $0.hasDependencies && $0.agents.count > 1
                ? "up to \($0.width) tasks can go on at once between the dependencies" : nil
        },
        AnalysisRule("unassigned", .router, 3) {
            !$0.unassigned.isEmpty && $0.agents.count > 1 && !$0.hasDependencies && $0.fit.isSpecialised
                ? "\($0.unassigned.count) tasks have no agent, and different agents fit different tasks" : nil
        },
        AnalysisRule("division", .orchestrator, 2) { facts in
            let words = facts.taskWords.wanted(["plan", "coordinat", "divid", "delegat", "project", "feature"])
            guard facts.agents.count > 1, facts.tasks.count < facts.agents.count, !words.isEmpty else { return nil }
            return "fewer tasks than agents, and they ask for division (\(words.joined(separator: ", ")))"
        },
        AnalysisRule("coordination", .orchestrator, 2.2) {
            $0.depth > 2 && $0.width > 1 && $0.agents.count > 2
                ? "chains of \($0.depth) tasks and \($0.width) at once have to be coordinated" : nil
        },
        AnalysisRule("judgement", .evaluatorOptimizer, 2.6) { facts in
            let words = facts.taskWords.wanted(["improv", "polish", "refin", "optimi", "critiqu", "proofread"])
            guard facts.agents.count > 1, facts.tasks.count <= 2, !words.isEmpty else { return nil }
            return "the result is to be judged and improved (\(words.joined(separator: ", ")))"
        },
        AnalysisRule("changing-hands", .swarm, 2.6) { facts in
            let words = facts.taskWords.wanted(["triag", "escalat", "handoff", "support", "customer"])
            guard facts.agents.count > 1, !facts.hasDependencies, !words.isEmpty else { return nil }
            return "the work changes hands (\(words.joined(separator: ", ")))"
        },
        AnalysisRule("unclear", .adaptive, 0.5) { _ in "it is the pattern where nothing else is clear" },
        AnalysisRule("simple", .sequential, 0.6) { $0.tasks.count <= 3 ? "few tasks are simplest one after another" : nil },
    ]

    private static let obstacles: [AnalysisRule] =
        [WorkflowType.parallel, .orchestrator, .router, .evaluatorOptimizer, .swarm]
        .map { type in
            AnalysisRule("needs-a-team", type, -6) {
                $0.agents.count == 1 ? "\(type.rawValue) is of no use with one agent" : nil
            }
        } + [
            AnalysisRule("nothing-at-once", .parallel, -6) {
                $0.isChain ? "nothing can go on at once: each task needs the one before it" : nil
            }
        ]

    private static let wishes: [AnalysisRule] = stems.flatMap { type, stems in
        [
            AnalysisRule("objective", type, 4) {
                let words = $0.words.wanted(stems)
                return words.isEmpty ? nil : "the objective says \(words.map { "'\($0)'" }.joined(separator: ", "))"
            },
            AnalysisRule("objective-denies", type, -6) {
                let words = $0.words.unwanted(stems)
                return words.isEmpty ? nil : "the objective rules out \(words.map { "'\($0)'" }.joined(separator: ", "))"
            },
        ]
    }

    /// What people call the patterns.
    private static let stems: [(WorkflowType, [String])] = [
        (.sequential, ["sequential", "sequence", "stepwise", "consecutive", "successive"]),
        (.parallel, ["parallel", "concurren", "simultaneous"]),
        (.router, ["router", "route", "routing", "distribut", "dispatch", "classif"]),
        (.evaluatorOptimizer, ["optimi", "improv", "evaluat", "refin", "polish", "iterat"]),
        (.swarm, ["swarm", "collaborat", "handoff"]),
        (.orchestrator, ["orchestrat", "coordinat", "delegat"]),
        (.adaptive, ["adaptiv", "adapt"]),
    ]
}

import Domain

/// Which type the rules recommend, how surely, and why.
struct Recommendation: Sendable {
    let type: WorkflowType
    /// 0–1, from the margin to the second.
    let confidence: Double
    let scores: [(type: WorkflowType, score: Double)]
    private let fired: [(rule: AnalysisRule, reason: String)]

    /// The cheapest first: among equals it wins.
    private static let byCost: [WorkflowType] = [
        .sequential, .router, .parallel, .evaluatorOptimizer, .orchestrator, .swarm, .adaptive,
    ]

    init(_ facts: WorkFacts) {
        let fired = AnalysisRule.all.compactMap { rule in rule.reason(facts).map { (rule: rule, reason: $0) } }
        let scores = Self.byCost.map { type in
            (type: type, score: fired.filter { $0.rule.type == type }.map(\.rule.weight).reduce(0, +))
        }
        // `sorted` is stable, so the cheaper of equals stays first.
        let ranked = scores.sorted { $0.score > $1.score }
        self.fired = fired
        self.scores = ranked
        type = ranked[0].type
        confidence = Self.confidence(ranked[0].score, ranked[1].score)
    }

    private static func confidence(_ best: Double, _ second: Double) -> Double {
        guard best > 0 else { return 0.3 }
        return (0.5 + 0.45 * min(1, (best - max(0, second)) / best)).rounded(to: 2)
    }

    /// One sentence for each rule that fired for the type, or against another one.
    var reasons: [String] {
        fired.filter { $0.rule.type == type || $0.rule.weight < 0 }.map { rule, reason in
            let sign = rule.weight > 0 ? "+" : ""
            return "[\(rule.name)] \(reason) (\(rule.type.rawValue) \(sign)\(rule.weight))"
        }
    }

    var told: [String: JSONValue] {
        [
            "scores": .object(
                Dictionary(scores.map { ($0.type.rawValue, .number($0.score.rounded(to: 2))) }, uniquingKeysWith: { $1 })),
            "rules": .array(
                fired.map { rule, reason in
                    [
                        "rule": .string(rule.name), "workflow_type": .string(rule.type.rawValue),
                        "weight": .number(rule.weight), "reason": .string(reason),
                    ]
                }),
        ]
    }
}

import Domain

/// How demanding a task is, from features that are named with the score.
struct TaskComplexity: Sendable {
    let score: Double
    let needsCoordination: Bool
    private let basis: [String: Double]
    private let minutes: Double?

    private static let demanding = [
        "analy", "optimi", "integrat", "architect", "migrat", "refactor", "investigat", "design", "concurren", "securit",
    ]

    init(_ task: AgentTask, _ facts: WorkFacts, _ forecast: WorkForecast) {
        let links = facts.needs(of: task).count + facts.dependents(of: task).count
        let isShared = facts.contested.contains { $0.tasks.contains { $0.id == task.id } }
        let words = ObjectiveWords("\(task.title). \(task.description)").wanted(Self.demanding).count
        let length = task.description.split(whereSeparator: \.isWhitespace).count
        basis = [
            "description_words": min(0.3, Double(length) / 500), "demanding_words": min(0.3, Double(words) * 0.1),
            "dependencies": min(0.2, Double(links) * 0.05), "resources": min(0.1, Double(task.resources.count) * 0.025),
            "expected_output": task.expectedOutput == nil ? 0 : 0.05,
        ]
        score = min(1, basis.values.reduce(0, +)).rounded(to: 2)
        needsCoordination = links > 0 || isShared || task.assignedAgentIDs.count > 1
        minutes = forecast.spans[task.id]?.span.p50
    }

    var told: JSONValue {
        [
            "complexity_score": .number(score), "requires_coordination": .bool(needsCoordination),
            "estimated_duration": minutes.map { .number($0.rounded(to: 2)) } ?? .null,
            "basis": .object(basis.mapValues { .number($0.rounded(to: 3)) }),
        ]
    }
}

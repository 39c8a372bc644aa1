import Domain

/// A judgement of a result: a rating or a score, what is wrong, and what forbids it.
struct Verdict: Sendable, Hashable {
    enum Rating: String, Sendable, CaseIterable, Comparable {
        case poor = "POOR"
        case fair = "FAIR"
        case good = "GOOD"
        case excellent = "EXCELLENT"

        static func < (lhs: Rating, rhs: Rating) -> Bool { lhs.rank < rhs.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    var score: Double?
    var rating: Rating?
    var needsImprovement: Bool?
    var feedback: String
    /// Each alone forbids the result, whatever the score.
    var blocking: [String]

    /// - Returns: nil when the JSON is no verdict.
    init?(_ json: JSONValue) {
        score = json["score"]?.numberValue
        rating = json["rating"]?.stringValue.flatMap(Rating.init)
        needsImprovement = json["needs_improvement"]?.boolValue
        feedback = json["feedback"]?.stringValue ?? ""
        blocking = (json["blocking"]?.arrayValue ?? []).compactMap(\.stringValue)
        if score == nil, rating == nil { return nil }
    }

    /// Whether it is good enough: what blocks decides first, then the rating or the score suffices.
    func meets(threshold: Double, rating least: Rating) -> Bool {
        guard blocking.isEmpty else { return false }
        return rating.map { $0 >= least } ?? false || score.map { $0 >= threshold } ?? false
    }

    /// A figure to compare candidates by; what blocks comes after everything else.
    var worth: Double {
        let worth = score ?? rating.map { Double(Rating.allCases.firstIndex(of: $0) ?? 0) / 3 } ?? 0
        return blocking.isEmpty ? worth : worth - 1
    }

    /// It says that nothing needs improvement, yet does not think well of it; the rating wins.
    func contradictsItself(threshold: Double, rating: Rating) -> Bool {
        (needsImprovement == false) != meets(threshold: threshold, rating: rating) && needsImprovement != nil
    }

    /// What is to be mended, in words.
    var words: String {
        (blocking.map { "This forbids it: \($0)" } + [feedback]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    static let schema: JSONValue = [
        "type": "object", "required": ["feedback"],
        "properties": [
            "score": ["type": "number", "minimum": 0, "maximum": 1],
            "rating": ["type": "string", "enum": .array(Rating.allCases.map { .string($0.rawValue) })],
            "criteria": ["type": "object"], "needs_improvement": ["type": "boolean"],
            "feedback": ["type": "string"], "blocking": ["type": "array", "items": ["type": "string"]],
        ],
    ]

    /// Asks for a verdict; the judge sees the result, never how it came about.
    static func question(
        on value: JSONValue, of task: AgentTask, by judge: Agent?, criteria: [String], kind: String, turn: Int
    ) -> Question {
        let text = value.stringValue ?? value.text
        return Question(
            kind: kind, title: task.title, decider: judge,
            instruction: "Judge the result of a task. Give a score between 0 and 1, say what has to be improved, and list "
                + "under 'blocking' what alone makes it unacceptable.",
            sections: [
                PromptSection("task", "\(task.title)\n\(task.description)"),
                PromptSection("expected_output", task.expectedOutput ?? "The task completed as described"),
                PromptSection("criteria", criteria.joined(separator: "\n")), PromptSection("result", text),
            ].filter { !$0.text.isEmpty },
            schema: schema,
            check: { Verdict($0) == nil ? ["the answer should give a score or a rating"] : [] },
            rules: { byRules(text, task) }, turn: turn, tools: ["Read", "Grep", "Glob"])
    }

    /// Without a model: the share of the words of what is expected that the result contains. Said to be no judgement.
    private static func byRules(_ text: String, _ task: AgentTask) -> JSONValue {
        let expected = Assignment.words(in: task.expectedOutput ?? task.title).filter { $0.count > 3 }
        let found = expected.intersection(Assignment.words(in: text))
        let score = text.isEmpty ? 0 : expected.isEmpty ? 1 : Double(found.count) / Double(expected.count)
        let missing = expected.subtracting(found).sorted()
        return [
            "score": .number(score),
            "feedback": .string(missing.isEmpty ? "" : "These words are missing: \(missing.joined(separator: ", "))."),
        ]
    }
}

import Domain
import Synchronization

/// The answers of a vote, equal ones together, the most frequent first.
struct Tally: Sendable {
    enum Rule: String, Sendable, CaseIterable {
        case majority, unanimous, threshold, judge
    }

    /// Equal answers, by the ballots that gave them.
    private let groups: [(value: JSONValue, ballots: [String])]
    private let cast: Int

    /// - Parameters:
    ///   - answers: in the order of the ballots.
    ///   - cast: how many were asked; who did not answer counts against every share.
    init(answers: [(ballot: String, value: JSONValue)], cast: Int) {
        var groups: [(key: String, value: JSONValue, ballots: [String])] = []
        for answer in answers {
            let key = Self.normal(answer.value)
            if let index = groups.firstIndex(where: { $0.key == key }) {
                groups[index].ballots.append(answer.ballot)
            } else {
                groups.append((key, answer.value, [answer.ballot]))
            }
        }
        // A stable order: equal counts stay in the order of their first ballots.
        self.groups = groups.enumerated()
            .sorted { ($1.element.ballots.count, $0.offset) < ($0.element.ballots.count, $1.offset) }
            .map { ($0.element.value, $0.element.ballots) }
        self.cast = cast
    }

    var isEmpty: Bool { groups.isEmpty }
    var counts: [Int] { groups.map(\.ballots.count) }
    /// The different answers, the most frequent first.
    var choices: [JSONValue] { groups.map(\.value) }

    /// The first ballot of the answer that wins; nil when none does.
    func winner(_ rule: Rule, threshold: Double) -> String? {
        guard let first = groups.first else { return nil }
        let share = Double(first.ballots.count) / Double(cast)
        let wins =
            switch rule {
            case .majority: share > 0.5
            case .unanimous: first.ballots.count == cast
            case .threshold: share > threshold
            case .judge: false
            }
        return wins ? first.ballots.first : nil
    }

    /// A ballot of the answer with a number, from 1.
    func ballot(_ number: Int) -> String? {
        groups.indices.contains(number - 1) ? groups[number - 1].ballots.first : nil
    }

    /// Asks which answer is the best.
    func question(on task: AgentTask) -> Question {
        let numbers = (1...max(1, groups.count)).map { JSONValue.integer(Int64($0)) }
        return Question(
            kind: "judge", title: task.title,
            instruction: "Several agents answered the same task. Choose the best answer by its number.",
            sections: [PromptSection("task", "\(task.title)\n\(task.description)")]
                + groups.enumerated().map {
                    PromptSection("answer_\($0.offset + 1)", $0.element.value.stringValue ?? $0.element.value.text)
                },
            schema: [
                "type": "object", "required": ["choice"],
                "properties": ["choice": ["type": "integer", "enum": .array(numbers)], "reasoning": ["type": "string"]],
            ], rules: { ["choice": 1, "reasoning": "The most frequent answer, and of equals the first."] })
    }

    /// Answers that differ only in letter case and white space are equal.
    private static func normal(_ value: JSONValue) -> String {
        guard let text = value.stringValue else { return value.text }
        return text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

/// Who was done in which order; read inside steps only.
final class WinnerOrder: Sendable {
    private let order = Mutex<[String]>([])

    var first: String? { order.withLock { $0.first } }

    func add(_ name: String) {
        order.withLock { $0.append(name) }
    }
}

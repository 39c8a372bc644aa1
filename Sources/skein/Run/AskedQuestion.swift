import Domain

/// A question that a workflow execution, or one of its agents, asks a person.
struct AskedQuestion: Sendable, Equatable {
    /// As the API tells it.
    let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
    }

    /// Members of a question that are shown in words of their own, or not at all.
    private static let known: Set<String> = ["id", "kind", "message", "tool", "input", "answers"]

    var interaction: String { json.text("interaction_id") }
    /// What is asked, for a terminal: an agent may have written it.
    var words: String {
        let input = question["input"].flatMap { $0 == .null ? nil : "\n  \(TerminalText.line($0.text, columns: 400))" } ?? ""
        let about = (question.objectValue ?? [:]).filter { !Self.known.contains($0.key) }.sorted { $0.key < $1.key }
            .map { "\n  \($0.key): \(TerminalText.line($0.value.stringValue ?? $0.value.text, columns: 2000))" }
        let answers = question.text("answers")
        let allowed = answers.isEmpty ? "" : "\n  Answer with \(TerminalText.line(answers))."
        return TerminalText.lines(question.text("message")) + input + about.joined() + allowed
    }

    /// The body of an answer; the asker goes along where it is one execution of many.
    func body(answering answer: JSONValue) -> JSONValue {
        var body: [String: JSONValue] = ["interaction_id": .string(interaction), "answer": answer]
        if let asker = json["execution_id"], asker != .null { body["execution_id"] = asker }
        return .object(body)
    }

    /// What somebody typed, as an answer: JSON where that is asked for, short forms of allow and deny, else the text.
    func answer(_ line: String) -> JSONValue {
        if line.hasPrefix("{"), let object = try? JSONValue(parsing: line.utf8) { return object }  // else it is a text
        let isText = question.text("kind") == "question" || question.text("answers").hasPrefix("a text")
        if isText { return .string(line) }
        guard question.text("kind") == "tool_approval" else { return value(line) }
        switch line.lowercased() {
        case "y", "yes", "allow": return "allow"
        case "n", "no", "deny": return "deny"
        default: return .string(line)
        }
    }

    /// `true`, `false` and numbers are what a pattern asks for; `yes` and `no` are how people say it.
    private func value(_ line: String) -> JSONValue {
        switch line.lowercased() {
        case "y", "yes", "true": true
        case "n", "no", "false": false
        default: Int64(line).map { .integer($0) } ?? .string(line)
        }
    }

    private var question: JSONValue { json["question"] ?? [:] }
}

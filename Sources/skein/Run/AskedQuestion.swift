import Domain

/// A question that a workflow execution, or one of its agents, asks a person.
struct AskedQuestion: Sendable, Equatable {
    /// As the API tells it.
    let json: JSONValue

    init(_ json: JSONValue) {
        self.json = json
    }

    var interaction: String { json.text("interaction_id") }
    /// What is asked, for a terminal: an agent may have written it.
    var words: String {
        let input = question["input"].flatMap { $0 == .null ? nil : "\n  \(TerminalText.line($0.text, columns: 400))" } ?? ""
        let answers = question.text("answers")
        let allowed = answers.isEmpty ? "" : "\n  Answer with \(TerminalText.line(answers))."
        return TerminalText.lines(question.text("message")) + input + allowed
    }

    /// The body of an answer; the asker goes along where it is one execution of many.
    func body(answering answer: JSONValue) -> JSONValue {
        var body: [String: JSONValue] = ["interaction_id": .string(interaction), "answer": answer]
        if let asker = json["execution_id"], asker != .null { body["execution_id"] = asker }
        return .object(body)
    }

    /// What somebody typed, as an answer: JSON where it is an object, short forms of allow and deny, else the text.
    func answer(_ line: String) -> JSONValue {
        if line.hasPrefix("{"), let object = try? JSONValue(parsing: line.utf8) { return object }  // else it is a text
        guard question.text("kind") == "tool_approval" else { return .string(line) }
        switch line.lowercased() {
        case "y", "yes", "allow": return "allow"
        case "n", "no", "deny": return "deny"
        default: return .string(line)
        }
    }

    private var question: JSONValue { json["question"] ?? [:] }
}

import Domain

/// What the model has written in a call.
struct TurnAnswer {
    /// Finished parts, of all messages.
    private var texts: [String] = []
    /// Those of the newest message.
    private var message: [String] = []
    private var unfinished = ""
    private var structuredCalls: [String: JSONValue] = [:]
    /// The newest message, once the model has ended its turn with it.
    private(set) var finished: String?
    /// The answer by the schema, once the CLI has accepted it.
    private(set) var structured: JSONValue?

    var isEmpty: Bool { texts.isEmpty && unfinished.isEmpty }

    var writtenText: String {
        (texts + (unfinished.isEmpty ? [] : [unfinished])).joined(separator: "\n\n")
    }

    /// A message that is begun anew, after a dropped connection, is written anew.
    mutating func messageStarted() {
        message = []
        unfinished = ""
        finished = nil
    }

    mutating func write(_ text: String) {
        unfinished += text
        finished = nil
    }

    /// A block of the message is there as a whole.
    mutating func finish(_ block: ClaudeAssistantMessage) {
        for call in block.toolUses where call.name == "StructuredOutput" { structuredCalls[call.id] = call.input }
        guard !block.text.isEmpty else { return }
        texts.append(block.text)
        message.append(block.text)
        unfinished = ""
    }

    mutating func messageEnded(_ reason: String?) {
        finished = reason == "end_turn" ? message.joined(separator: "\n\n") : nil
    }

    mutating func toolEnded(_ result: ClaudeToolResult) {
        guard let output = structuredCalls.removeValue(forKey: result.toolUseID), !result.isError else { return }
        structured = output
    }

    /// Its process is gone.
    mutating func giveUpUnfinished() {
        unfinished = ""
        finished = nil
        structured = nil
    }
}

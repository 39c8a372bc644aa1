import Domain
import Foundation

/// One message of the main conversation, as the CLI's transcript has it; usually one block per line.
struct TranscriptMessage {
    let timestamp: Timestamp
    let messageID: String?
    let text: String
    /// Why the model stopped; nil for messages to it.
    let stopReason: String?
    let usage: Usage
    /// Calls of the StructuredOutput tool.
    let structuredCalls: [ClaudeToolCall]
    /// Calls that were answered without an error.
    let acceptedCalls: [String]
    private let isFromUser: Bool
    private let refusedCalls: [String]

    /// - Returns: nil for lines that are no messages of the main conversation.
    init?(_ line: some Sequence<UInt8>) {
        // The last line may be torn; it then never counted.
        guard let json = try? JSONValue(parsing: line), let message = json["message"],
            json["type"] == "assistant" || json["type"] == "user", json["isSidechain"] != true, json["isMeta"] != true,
            let timestamp = json["timestamp"]?.stringValue.flatMap(Timestamp.init)
        else { return nil }
        let blocks = message["content"]?.arrayValue ?? []
        let results = blocks.compactMap(ClaudeToolResult.init)
        isFromUser = json["type"] == "user"
        self.timestamp = timestamp
        messageID = message["id"]?.stringValue
        text =
            message["content"]?.stringValue
            ?? blocks.filter { $0["type"] == "text" }.compactMap { $0["text"]?.stringValue }.joined()
        // The CLI's own stand-ins for the model end no turn.
        let isSynthetic = message["model"] == "<synthetic>"
        stopReason = isFromUser || isSynthetic ? nil : message["stop_reason"]?.stringValue
        usage = isFromUser ? .unknown : Usage(api: message["usage"])
        structuredCalls = blocks.filter { $0["type"] == "tool_use" && $0["name"] == "StructuredOutput" }.map {
            ClaudeToolCall(id: $0["id"]?.stringValue ?? "", name: "StructuredOutput", input: $0["input"] ?? [:])
        }
        acceptedCalls = results.filter { !$0.isError }.map(\.toolUseID)
        refusedCalls = results.filter { $0.isError && $0.content.hasPrefix("The user doesn't want to") }.map(\.toolUseID)
    }

    /// Words to the model, not a tool's answer.
    var isUserWords: Bool { isFromUser && !text.isEmpty }

    /// Whether it refuses a tool in the operator's name though nobody decided about it.
    func isRefusal(except decided: Set<String>) -> Bool {
        refusedCalls.contains { !decided.contains($0) }
    }
}

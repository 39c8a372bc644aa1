import Domain

/// A request for a message, as the fake API got it.
public struct FakeRequest: Sendable {
    /// The CLI's session.
    public let sessionID: String
    /// The marker of the script it belongs to; nil for a request nobody scripted.
    public let script: String?
    /// Which turn of the script it asks for, from 0.
    public let turn: Int
    public let isStreaming: Bool
    public let model: String
    public let maxTokens: Int
    /// The newest user message's words.
    public let lastUserText: String
    /// Whether it says something new to the model, and does not only answer its tools.
    public let beginsCall: Bool
    /// All of the conversation's words.
    public let text: String
    /// What tools answered so far, by the call's id.
    public let toolResults: [String: String]
    public let tools: [String]
    public let system: String

    init(_ body: JSONValue, sessionID: String, scripts: some Collection<String>) {
        let messages = body["messages"]?.arrayValue ?? []
        self.sessionID = sessionID
        isStreaming = body["stream"]?.boolValue ?? false
        model = body["model"]?.stringValue ?? ""
        maxTokens = Int(body["max_tokens"]?.integerValue ?? 0)
        system = Self.words(of: body["system"])
        tools = (body["tools"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        lastUserText = Self.words(of: messages.last { $0["role"] == "user" }?["content"])
        beginsCall = Self.saysSomething(messages.last { $0["role"] == "user" }?["content"])
        let text = messages.map { Self.words(of: $0["content"]) }.joined(separator: "\n")
        self.text = text
        script = scripts.first { text.contains("[\($0)]") }
        turn = messages.count { Self.isAnswer($0) }
        toolResults = Self.toolResults(in: messages)
    }

    private static func words(of content: JSONValue?) -> String {
        if let text = content?.stringValue { return text }
        return (content?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }.joined(separator: "\n")
    }

    /// Reminders are the CLI's own, and come with the answers of tools too.
    private static func saysSomething(_ content: JSONValue?) -> Bool {
        guard let blocks = content?.arrayValue else { return content != nil }
        let texts = blocks.compactMap { $0["text"]?.stringValue }
        return texts.contains { !$0.hasPrefix("<system-reminder>") }
    }

    /// Whether a message is one that this API gave, not one the CLI made up to fill a gap.
    private static func isAnswer(_ message: JSONValue) -> Bool {
        guard message["role"] == "assistant" else { return false }
        let words = words(of: message["content"])
        let hasTools = message["content"]?.arrayValue?.contains { $0["type"] == "tool_use" } ?? false
        return hasTools || !(words.isEmpty || words == "No response requested." || words.hasPrefix("API Error"))
    }

    private static func toolResults(in messages: [JSONValue]) -> [String: String] {
        var results: [String: String] = [:]
        for block in messages.flatMap({ $0["content"]?.arrayValue ?? [] }) where block["type"] == "tool_result" {
            results[block["tool_use_id"]?.stringValue ?? ""] = words(of: block["content"])
        }
        return results
    }
}

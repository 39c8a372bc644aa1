import Domain

/// A finished part of the model's answer: usually one block per line.
struct ClaudeAssistantMessage {
    /// Its words, blocks joined.
    let text: String
    let toolUses: [(id: String, name: String, input: JSONValue)]
    /// The class of an API error that the CLI made a message of, such as `rate_limit`.
    let error: String?
    let isFromSubagent: Bool

    init(_ json: JSONValue) {
        let blocks = json["message"]?["content"]?.arrayValue ?? []
        text = blocks.filter { $0["type"] == "text" }.compactMap { $0["text"]?.stringValue }.joined()
        toolUses = blocks.filter { $0["type"] == "tool_use" }.map {
            ($0["id"]?.stringValue ?? "", $0["name"]?.stringValue ?? "", $0["input"] ?? [:])
        }
        error = json["error"]?.stringValue
        isFromSubagent = json["parent_tool_use_id"]?.stringValue != nil
    }
}

/// What a tool answered.
struct ClaudeToolResult {
    let toolUseID: String
    let content: String
    let isError: Bool

    init?(_ block: JSONValue) {
        guard block["type"] == "tool_result", let id = block["tool_use_id"]?.stringValue else { return nil }
        toolUseID = id
        isError = block["is_error"]?.boolValue ?? false
        if let text = block["content"]?.stringValue {
            content = text
        } else {
            let parts = block["content"]?.arrayValue ?? []
            content = parts.map { $0["text"]?.stringValue ?? "[\($0["type"]?.stringValue ?? "content")]" }.joined(
                separator: "\n")
        }
    }
}

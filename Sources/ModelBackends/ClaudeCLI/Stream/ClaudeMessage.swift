import Domain

/// One line the Claude CLI wrote, as far as it matters here; unknown ones are kept and ignored.
///
/// The forms are those of `--output-format stream-json --verbose` with the control protocol, measured on 2.1.330.
enum ClaudeMessage {
    /// The process is ready for a turn.
    case initialized(sessionID: String, model: String?)
    /// It asks the API something now.
    case requesting
    /// The API failed and is asked again.
    case apiRetry(attempt: Int, status: Int?, error: String, delayMilliseconds: Int)
    /// Words as they are written.
    case textDelta(String)
    case thinkingDelta(String)
    /// A finished part of the model's answer.
    case assistant(ClaudeAssistantMessage)
    /// What tools answered.
    case toolResults([ClaudeToolResult])
    case result(ClaudeResult)
    /// It wants an answer from us.
    case request(id: String, ClaudeControlRequest)
    /// It no longer wants that answer.
    case requestCancelled(id: String)
    /// It answers one of ours.
    case response(id: String, error: String?)
    /// Something a person might like to know.
    case notice(String)
    case other

    init(_ json: JSONValue) {
        switch json["type"]?.stringValue {
        case "system": self = Self.system(json)
        case "stream_event": self = Self.delta(json)
        case "assistant": self = .assistant(ClaudeAssistantMessage(json))
        case "user": self = Self.user(json)
        case "result": self = .result(ClaudeResult(json))
        case "control_request":
            self = .request(id: json["request_id"]?.stringValue ?? "", ClaudeControlRequest(json["request"] ?? [:]))
        case "control_cancel_request": self = .requestCancelled(id: json["request_id"]?.stringValue ?? "")
        case "control_response":
            let response = json["response"]
            self = .response(id: response?["request_id"]?.stringValue ?? "", error: response?["error"]?.stringValue)
        default: self = .other
        }
    }

    private static func system(_ json: JSONValue) -> ClaudeMessage {
        switch json["subtype"]?.stringValue {
        case "init":
            return .initialized(sessionID: json["session_id"]?.stringValue ?? "", model: json["model"]?.stringValue)
        case "status" where json["status"] == "requesting":
            return .requesting
        case "api_retry":
            return .apiRetry(
                attempt: Int(json["attempt"]?.integerValue ?? 0), status: json["error_status"]?.integerValue.map(Int.init),
                error: json["error"]?.stringValue ?? "unknown",
                delayMilliseconds: Int(json["retry_delay_ms"]?.integerValue ?? 0))
        case "model_fallback":
            let model = json["fallback_model"]?.stringValue ?? "another model"
            return .notice("The model is overloaded; going on with \(model).")
        case "informational":
            return json["content"]?.stringValue.map(ClaudeMessage.notice) ?? .other
        default:
            return .other
        }
    }

    /// Words of a subagent are not the agent's own.
    private static func delta(_ json: JSONValue) -> ClaudeMessage {
        guard json["parent_tool_use_id"]?.stringValue == nil, let delta = json["event"]?["delta"] else { return .other }
        switch delta["type"]?.stringValue {
        case "text_delta": return .textDelta(delta["text"]?.stringValue ?? "")
        case "thinking_delta": return .thinkingDelta(delta["thinking"]?.stringValue ?? "")
        default: return .other
        }
    }

    private static func user(_ json: JSONValue) -> ClaudeMessage {
        let results = (json["message"]?["content"]?.arrayValue ?? []).compactMap(ClaudeToolResult.init)
        return results.isEmpty ? .other : .toolResults(results)
    }
}

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

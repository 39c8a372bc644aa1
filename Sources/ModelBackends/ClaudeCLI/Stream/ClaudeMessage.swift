import Domain

/// One line the Claude CLI wrote, as far as it matters here; unknown ones are kept and ignored.
///
/// The forms are those of `--output-format stream-json --verbose` with the control protocol, measured on 2.1.330.
enum ClaudeMessage {
    /// The process is ready for a turn.
    /// - Parameter lost: MCP servers that cannot be used, with the CLI's word for why.
    case initialized(sessionID: String, model: String?, lost: [(server: String, status: String)])
    /// It asks the API something now.
    case requesting
    /// The API failed and is asked again.
    case apiRetry(attempt: Int, status: Int?, error: String, delayMilliseconds: Int)
    /// A message of the model begins, with what it has used by then.
    /// - Parameter isOwn: whether it is the agent's own, not a subagent's.
    case messageStarted(Usage, isOwn: Bool)
    case messageEnded(reason: String?, Usage, isOwn: Bool)
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
        case "stream_event":
            self = Self.streamed(json["event"] ?? [:], isOwn: json["parent_tool_use_id"]?.stringValue == nil)
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
            return .initialized(
                sessionID: json["session_id"]?.stringValue ?? "", model: json["model"]?.stringValue,
                lost: lostServers(json["mcp_servers"]))
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

    private static func lostServers(_ servers: JSONValue?) -> [(server: String, status: String)] {
        (servers?.arrayValue ?? []).compactMap { server in
            guard let name = server["name"]?.stringValue, let status = server["status"]?.stringValue,
                ["failed", "needs-auth"].contains(status)
            else { return nil }
            return (name, status)
        }
    }

    /// Words of a subagent are not the agent's own.
    private static func streamed(_ event: JSONValue, isOwn: Bool) -> ClaudeMessage {
        switch event["type"]?.stringValue {
        case "message_start": .messageStarted(Usage(api: event["message"]?["usage"]), isOwn: isOwn)
        case "message_delta":
            .messageEnded(
                reason: event["delta"]?["stop_reason"]?.stringValue, Usage(api: event["usage"]), isOwn: isOwn)
        case "content_block_delta" where isOwn: delta(event["delta"] ?? [:])
        default: .other
        }
    }

    private static func delta(_ delta: JSONValue) -> ClaudeMessage {
        switch delta["type"]?.stringValue {
        case "text_delta": .textDelta(delta["text"]?.stringValue ?? "")
        case "thinking_delta": .thinkingDelta(delta["thinking"]?.stringValue ?? "")
        default: .other
        }
    }

    private static func user(_ json: JSONValue) -> ClaudeMessage {
        let results = (json["message"]?["content"]?.arrayValue ?? []).compactMap(ClaudeToolResult.init)
        return results.isEmpty ? .other : .toolResults(results)
    }
}

import Domain

/// What the CLI asks its host over the control protocol.
enum ClaudeControlRequest {
    /// Before a tool runs; it waits for the answer.
    case preToolUse(ClaudeToolCall)
    /// After a tool has run; it waits for the answer.
    case postToolUse(ClaudeToolCall)
    /// May this tool run? Asked when no rule allows it, and for tools that ask the user something.
    case canUseTool(ClaudeToolCall, isQuestion: Bool)
    /// A server of tools asks the user something.
    case elicitation(server: String, message: String)
    /// To the host's own server of tools.
    case hostTools(JSONValue)
    case other(String)

    init(_ request: JSONValue) {
        switch request["subtype"]?.stringValue {
        case "hook_callback": self = Self.hook(request)
        case "can_use_tool":
            self = .canUseTool(
                ClaudeToolCall(
                    id: request["tool_use_id"]?.stringValue ?? "", name: request["tool_name"]?.stringValue ?? "",
                    input: request["input"] ?? [:]),
                isQuestion: request["requires_user_interaction"]?.boolValue ?? false)
        case "elicitation":
            self = .elicitation(
                server: request["mcp_server_name"]?.stringValue ?? "", message: request["message"]?.stringValue ?? "")
        case "mcp_message" where request["server_name"]?.stringValue == HostTools.server:
            self = .hostTools(request["message"] ?? [:])
        case let subtype: self = .other(subtype ?? "")
        }
    }

    private static func hook(_ request: JSONValue) -> ClaudeControlRequest {
        let input = request["input"] ?? [:]
        let call = ClaudeToolCall(
            id: input["tool_use_id"]?.stringValue ?? request["tool_use_id"]?.stringValue ?? "",
            name: input["tool_name"]?.stringValue ?? "", input: input["tool_input"] ?? [:])
        switch input["hook_event_name"]?.stringValue {
        case "PreToolUse": return .preToolUse(call)
        case "PostToolUse", "PostToolUseFailure": return .postToolUse(call)
        case let name: return .other(name ?? "hook")
        }
    }
}

/// One call of a tool.
struct ClaudeToolCall: Sendable, Hashable, Codable {
    let id: String
    let name: String
    let input: JSONValue
}

import Domain

/// The messages we send to the CLI, one JSON object per line.
enum ClaudeControl {
    /// Registers the hooks that every tool call passes.
    /// - Parameter hasTools: whether the host serves tools of its own.
    static func initialize(id: String, hasTools: Bool = false) -> JSONValue {
        var greeting: [String: JSONValue] = [
            "subtype": "initialize",
            "hooks": [
                "PreToolUse": [["matcher": .null, "hookCallbackIds": ["pre"]]],
                "PostToolUse": [["matcher": .null, "hookCallbackIds": ["post"]]],
                // Versions that do not know it ignore it.
                "PostToolUseFailure": [["matcher": .null, "hookCallbackIds": ["post"]]],
            ],
        ]
        if hasTools { greeting["sdkMcpServers"] = [.string(HostTools.server)] }
        return request(id: id, .object(greeting))
    }

    /// Ends the turn; what was written so far is kept.
    static func interrupt(id: String) -> JSONValue {
        request(id: id, ["subtype": "interrupt"])
    }

    static func userMessage(_ text: String) -> JSONValue {
        [
            "type": "user", "message": ["role": "user", "content": .string(text)], "parent_tool_use_id": .null,
            "session_id": "",
        ]
    }

    /// A hook's answer that leaves everything to the CLI's own rules.
    static func proceed(_ id: String) -> JSONValue {
        response(id, ["continue": true])
    }

    /// A PreToolUse hook's answer.
    static func decide(_ id: String, _ decision: HookDecision) -> JSONValue {
        var output: [String: JSONValue] = ["hookEventName": "PreToolUse"]
        switch decision {
        case .allow(let updatedInput):
            output["permissionDecision"] = "allow"
            output["updatedInput"] = updatedInput
        case .deny(let reason):
            output["permissionDecision"] = "deny"
            output["permissionDecisionReason"] = .string(reason)
        case .`defer`:
            output["permissionDecision"] = "defer"
        }
        return response(id, ["continue": true, "hookSpecificOutput": .object(output)])
    }

    /// The answer to `can_use_tool`: it may.
    static func allow(_ id: String, input: JSONValue) -> JSONValue {
        response(id, ["behavior": "allow", "updatedInput": input])
    }

    /// The answer to `can_use_tool`: it may not.
    /// - Parameter interrupts: the turn ends with it.
    static func deny(_ id: String, _ message: String, interrupts: Bool) -> JSONValue {
        response(id, ["behavior": "deny", "message": .string(message), "interrupt": .bool(interrupts)])
    }

    static func cancelElicitation(_ id: String) -> JSONValue {
        response(id, ["action": "cancel"])
    }

    /// The host's server of tools answers.
    static func mcp(_ id: String, _ message: JSONValue) -> JSONValue {
        response(id, ["mcp_response": message])
    }

    static func failure(_ id: String, _ message: String) -> JSONValue {
        [
            "type": "control_response",
            "response": ["subtype": "error", "request_id": .string(id), "error": .string(message)],
        ]
    }

    private static func request(id: String, _ request: JSONValue) -> JSONValue {
        ["type": "control_request", "request_id": .string(id), "request": request]
    }

    private static func response(_ id: String, _ response: JSONValue) -> JSONValue {
        [
            "type": "control_response",
            "response": ["subtype": "success", "request_id": .string(id), "response": response],
        ]
    }
}

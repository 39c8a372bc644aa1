import Agents
import Domain

@testable import ModelBackends

extension ShimRequest {
    static func sample(
        callID: String = "run/work/1", prompt: String? = "Do it.", policy: ToolPolicy = ToolPolicy(),
        answers: [InteractionAnswer] = [], approved: [ClaudeToolCall] = [], timing: ShimTiming = ShimTiming()
    ) -> ShimRequest {
        ShimRequest(
            callID: callID, sessionID: "session-1", command: ["/bin/claude"], workDirectory: "/tmp", prompt: prompt,
            gate: ToolGate(policy: policy), answers: answers, approvedCalls: approved, timing: timing)
    }
}

extension ShimOutcome {
    static func sample(
        _ ending: ShimEnding = .finished, exitStatus: Int? = 0, signal: Int? = nil, stderr: String = ""
    ) -> ShimOutcome {
        ShimOutcome(
            ending: ending, exitStatus: exitStatus, signal: signal, stderrTail: stderr, survivors: 0,
            endedAt: Timestamp(milliseconds: 1_790_000_009_000))
    }
}

extension ModelCall {
    static func sample(_ change: (inout ModelCall) -> Void = { _ in }) -> ModelCall {
        var call = ModelCall(
            id: "run/work/1", conversation: Conversation(sessionID: "session-1"), systemPrompt: "You are Ada.",
            prompt: "Do it.", workDirectory: "/tmp")
        change(&call)
        return call
    }
}

/// Lines of the Claude CLI, in the forms it writes them.
enum CLILine {
    static func result(
        _ subtype: String = "success", isError: Bool = false, reason: String? = "completed", text: String? = "Done.",
        _ further: [String: JSONValue] = [:]
    ) -> JSONValue {
        var line: [String: JSONValue] = [
            "type": "result", "subtype": .string(subtype), "is_error": .bool(isError), "session_id": "session-1",
            "num_turns": 1, "duration_ms": 700, "stop_reason": "end_turn",
            "usage": ["input_tokens": 100, "output_tokens": 20], "total_cost_usd": 0.5,
            "model_usage_since_last_result": [
                "m": [
                    "inputTokens": 100, "outputTokens": 20, "cacheReadInputTokens": 3, "cacheCreationInputTokens": 4,
                    "costUSD": 0.25,
                ]
            ],
        ]
        line["terminal_reason"] = reason.map { .string($0) }
        line["result"] = text.map { .string($0) }
        return .object(line.merging(further) { _, new in new })
    }

    static func initialized(model: String = "claude-opus-5-5", servers: [String: String] = [:]) -> JSONValue {
        let servers = servers.sorted { $0.key < $1.key }.map { name, status in
            JSONValue.object(["name": .string(name), "status": .string(status)])
        }
        return [
            "type": "system", "subtype": "init", "session_id": "session-1", "model": .string(model),
            "mcp_servers": .array(servers),
        ]
    }

    static func text(_ text: String, parent: String? = nil) -> JSONValue {
        assistant([["type": "text", "text": .string(text)]], parent: parent)
    }

    static func toolUse(_ id: String, _ name: String, _ input: JSONValue = [:]) -> JSONValue {
        assistant([["type": "tool_use", "id": .string(id), "name": .string(name), "input": input]])
    }

    static func assistant(
        _ content: [JSONValue], parent: String? = nil, _ further: [String: JSONValue] = [:]
    ) -> JSONValue {
        let line: [String: JSONValue] = [
            "type": "assistant", "session_id": "session-1", "parent_tool_use_id": parent.map { .string($0) } ?? .null,
            "message": [
                "id": "msg_1", "role": "assistant", "model": "claude-opus-5-5", "content": .array(content),
                "stop_reason": .null,
            ],
        ]
        return .object(line.merging(further) { _, new in new })
    }

    /// What the CLI says instead of the model when the API failed.
    static func apiError(_ error: String, _ text: String) -> JSONValue {
        assistant([["type": "text", "text": .string(text)]], ["error": .string(error), "is_api_error_message": true])
    }

    static func toolResult(_ id: String, _ content: JSONValue = "ok", isError: Bool = false) -> JSONValue {
        [
            "type": "user", "session_id": "session-1",
            "message": [
                "role": "user",
                "content": [
                    ["type": "tool_result", "tool_use_id": .string(id), "content": content, "is_error": .bool(isError)]
                ],
            ],
        ]
    }

    static func event(_ event: JSONValue, parent: String? = nil) -> JSONValue {
        [
            "type": "stream_event", "event": event, "session_id": "session-1",
            "parent_tool_use_id": parent.map { .string($0) } ?? .null,
        ]
    }

    static func delta(_ text: String, parent: String? = nil) -> JSONValue {
        event(
            ["type": "content_block_delta", "index": 0, "delta": ["type": "text_delta", "text": .string(text)]],
            parent: parent)
    }

    static func messageStart(input: Int) -> JSONValue {
        event([
            "type": "message_start",
            "message": ["id": "msg_1", "usage": ["input_tokens": .integer(Int64(input)), "output_tokens": 1]],
        ])
    }

    static func messageDelta(stop: String, output: Int) -> JSONValue {
        event([
            "type": "message_delta", "delta": ["stop_reason": .string(stop)],
            "usage": ["output_tokens": .integer(Int64(output))],
        ])
    }

    static func apiRetry(status: Int?, delay: Int, error: String = "overloaded") -> JSONValue {
        [
            "type": "system", "subtype": "api_retry", "attempt": 1, "max_retries": 2,
            "retry_delay_ms": .integer(Int64(delay)),
            "error_status": status.map { .integer(Int64($0)) } ?? .null, "error": .string(error),
        ]
    }

    /// A tool call at its gate, before it runs.
    static func preToolUse(_ request: String, _ id: String, _ tool: String, _ input: JSONValue = [:]) -> JSONValue {
        hook("PreToolUse", request, id, tool, input)
    }

    /// A tool call after it has run.
    static func postToolUse(_ request: String, _ id: String, _ tool: String, _ event: String = "PostToolUse") -> JSONValue {
        hook(event, request, id, tool, [:])
    }

    static func canUseTool(
        _ request: String, _ id: String, _ tool: String, _ input: JSONValue = [:], isQuestion: Bool = false
    ) -> JSONValue {
        [
            "type": "control_request", "request_id": .string(request),
            "request": [
                "subtype": "can_use_tool", "tool_name": .string(tool), "input": input, "tool_use_id": .string(id),
                "requires_user_interaction": .bool(isQuestion),
            ],
        ]
    }

    static func cancel(_ request: String) -> JSONValue {
        ["type": "control_cancel_request", "request_id": .string(request)]
    }

    static func response(_ request: String, error: String? = nil) -> JSONValue {
        var response: [String: JSONValue] = [
            "subtype": error == nil ? "success" : "error", "request_id": .string(request),
        ]
        response["error"] = error.map { .string($0) }
        if error == nil { response["response"] = [:] }
        return ["type": "control_response", "response": .object(response)]
    }

    private static func hook(
        _ event: String, _ request: String, _ id: String, _ tool: String, _ input: JSONValue
    ) -> JSONValue {
        [
            "type": "control_request", "request_id": .string(request),
            "request": [
                "subtype": "hook_callback", "callback_id": "hook", "tool_use_id": .string(id),
                "input": [
                    "hook_event_name": .string(event), "tool_name": .string(tool), "tool_input": input,
                    "tool_use_id": .string(id), "session_id": "session-1", "cwd": "/tmp",
                ],
            ],
        ]
    }
}

/// The questions of AskUserQuestion's input.
func questionInput(_ questions: String...) -> JSONValue {
    ["questions": .array(questions.map { ["question": .string($0), "options": [["label": "A"], ["label": "B"]]] })]
}

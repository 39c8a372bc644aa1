import Domain
import Testing

@testable import ModelBackends

@Suite struct ClaudeMessageTests {
    @Test(
        "lines that mean something are read, all others are kept and ignored",
        arguments: [
            (CLILine.initialized(), "initialized session-1 claude-opus-5-5"),
            (["type": "system", "subtype": "status", "status": "requesting"], "requesting"),
            (["type": "system", "subtype": "status", "status": "compacting"], "other"),
            (CLILine.apiRetry(status: 529, delay: 510), "retry 1 529 overloaded 510"),
            (CLILine.apiRetry(status: nil, delay: 600, error: "unknown"), "retry 1 - unknown 600"),
            (CLILine.delta("word "), "text word "),
            (CLILine.delta("word ", parent: "toolu_1"), "other"),
            (
                CLILine.event(["type": "content_block_delta", "delta": ["type": "thinking_delta", "thinking": "hm"]]),
                "thinking hm"
            ),
            (
                CLILine.event(["type": "content_block_delta", "delta": ["type": "input_json_delta", "partial_json": "{"]]),
                "other"
            ),
            (CLILine.event(["type": "ping"]), "other"),
            (CLILine.messageStart(input: 50), "begins 50 true"),
            (CLILine.messageDelta(stop: "end_turn", output: 7), "ends end_turn 7 true"),
            (CLILine.text("Hello"), "assistant Hello"),
            (CLILine.text("inner", parent: "toolu_1"), "assistant inner (subagent)"),
            (CLILine.toolUse("toolu_1", "Bash"), "assistant  uses Bash"),
            (CLILine.apiError("rate_limit", "API Error"), "assistant API Error error rate_limit"),
            (CLILine.toolResult("toolu_1"), "results toolu_1 ok"),
            (
                CLILine.toolResult("toolu_1", [["type": "text", "text": "a"], ["type": "image"]], isError: true),
                "results toolu_1 a\n[image] failed"
            ),
            (["type": "user", "message": ["role": "user", "content": "[Request interrupted by user]"]], "other"),
            (CLILine.result(), "result success"),
            (CLILine.preToolUse("r1", "toolu_1", "Write"), "request r1 before Write"),
            (CLILine.postToolUse("r1", "toolu_1", "Write"), "request r1 after Write"),
            (CLILine.postToolUse("r1", "toolu_1", "Write", "PostToolUseFailure"), "request r1 after Write"),
            (CLILine.postToolUse("r1", "toolu_1", "Write", "Stop"), "request r1 other Stop"),
            (CLILine.canUseTool("r2", "toolu_1", "Bash"), "request r2 may Bash"),
            (CLILine.canUseTool("r2", "toolu_1", "AskUserQuestion", isQuestion: true), "request r2 may AskUserQuestion?"),
            (
                [
                    "type": "control_request", "request_id": "r3",
                    "request": ["subtype": "elicitation", "mcp_server_name": "old", "message": "Your name?"],
                ], "request r3 old asks Your name?"
            ),
            (
                ["type": "control_request", "request_id": "r4", "request": ["subtype": "mcp_message"]],
                "request r4 other mcp_message"
            ),
            (CLILine.cancel("r1"), "cancelled r1"),
            (CLILine.response("skein_1"), "response skein_1"),
            (CLILine.response("skein_1", error: "no"), "response skein_1 no"),
            (
                ["type": "system", "subtype": "model_fallback", "fallback_model": "sonnet"],
                "notice The model is overloaded; going on with sonnet."
            ),
            (["type": "system", "subtype": "informational", "content": "FYI"], "notice FYI"),
            (["type": "system", "subtype": "task_started", "task_id": "t"], "other"),
            (["type": "system", "subtype": "permission_denied", "tool_name": "Bash"], "other"),
            (["type": "rate_limit_event"], "other"),
            (["type": "command_lifecycle"], "other"),
            (["type": "attachment"], "other"),
            (["type": "of a later version", "subtype": 7], "other"),
            (["no": "type"], "other"),
        ] as [(JSONValue, String)])
    func lines(line: JSONValue, meaning: String) {
        #expect(ClaudeMessage(line).summary == meaning)
    }

    @Test("a result's usage is that of the process since its last result; an old version's is its turn's tokens")
    func usage() {
        let result = ClaudeResult(CLILine.result())
        #expect(
            result.usage == Usage(inputTokens: 100, outputTokens: 20, cacheReadTokens: 3, cacheWriteTokens: 4, costUSD: 0.25)
        )
        let several = CLILine.result([
            "model_usage_since_last_result": [
                "a": ["inputTokens": 1, "costUSD": 0.5], "b": ["inputTokens": 2, "costUSD": 0.25],
            ]
        ])
        #expect(ClaudeResult(several).usage == Usage(inputTokens: 3, costUSD: 0.75))
        let old = CLILine.result(["model_usage_since_last_result": .null])
        #expect(ClaudeResult(old).usage == Usage(inputTokens: 100, outputTokens: 20))
    }
}

extension CLILine {
    static func result(_ further: [String: JSONValue]) -> JSONValue {
        result("success", further)
    }
}

extension ClaudeMessage {
    fileprivate var summary: String {
        switch self {
        case .initialized(let session, let model, let lost):
            "initialized \(session) \(model ?? "-")" + lost.map { " \($0.server) \($0.status)" }.joined()
        case .requesting: "requesting"
        case .apiRetry(let attempt, let status, let error, let delay):
            "retry \(attempt) \(status.map(String.init) ?? "-") \(error) \(delay)"
        case .messageStarted(let usage, let isOwn): "begins \(usage.inputTokens ?? 0) \(isOwn)"
        case .messageEnded(let reason, let usage, let isOwn): "ends \(reason ?? "-") \(usage.outputTokens ?? 0) \(isOwn)"
        case .textDelta(let text): "text \(text)"
        case .thinkingDelta(let text): "thinking \(text)"
        case .assistant(let message): message.summary
        case .toolResults(let results):
            "results " + results.map { "\($0.toolUseID) \($0.content)\($0.isError ? " failed" : "")" }.joined(separator: ",")
        case .result(let result): "result \(result.subtype)"
        case .request(let id, let request): "request \(id) \(request.summary)"
        case .requestCancelled(let id): "cancelled \(id)"
        case .response(let id, let error): "response \(id)\(error.map { " \($0)" } ?? "")"
        case .notice(let text): "notice \(text)"
        case .other: "other"
        }
    }
}

extension ClaudeAssistantMessage {
    fileprivate var summary: String {
        let uses = toolUses.map { " uses \($0.name)" }.joined()
        return "assistant \(text)\(uses)\(error.map { " error \($0)" } ?? "")\(isFromSubagent ? " (subagent)" : "")"
    }
}

extension ClaudeControlRequest {
    fileprivate var summary: String {
        switch self {
        case .preToolUse(let call): "before \(call.name)"
        case .postToolUse(let call): "after \(call.name)"
        case .canUseTool(let call, let isQuestion): "may \(call.name)\(isQuestion ? "?" : "")"
        case .elicitation(let server, let message): "\(server) asks \(message)"
        case .hostTools(let message): "host tools \(message["method"]?.stringValue ?? "")"
        case .other(let subtype): "other \(subtype)"
        }
    }
}

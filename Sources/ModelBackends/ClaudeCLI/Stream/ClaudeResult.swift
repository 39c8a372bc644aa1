import Domain

/// The record that ends a turn.
struct ClaudeResult: Sendable, Hashable {
    let subtype: String
    let isError: Bool
    /// Why the turn ended, such as `completed`; nil where an old version says nothing.
    let terminalReason: String?
    let text: String
    let structured: JSONValue?
    let errors: [String]
    let apiErrorStatus: Int?
    let apiErrorType: String?
    let turns: Int?
    let durationMilliseconds: Int64?
    let sessionID: String?
    /// The tool call that the turn stopped before, to be asked about again on resume.
    let deferredToolUseID: String?
    /// Of this process since its last result: sums over resumed sessions count nothing twice.
    let usage: Usage

    init(_ json: JSONValue) {
        subtype = json["subtype"]?.stringValue ?? ""
        isError = json["is_error"]?.boolValue ?? false
        terminalReason = json["terminal_reason"]?.stringValue
        text = json["result"]?.stringValue ?? ""
        let output = json["structured_output"]
        structured = output == .null ? nil : output
        errors = (json["errors"]?.arrayValue ?? []).compactMap(\.stringValue)
        apiErrorStatus = json["api_error_status"]?.integerValue.map(Int.init)
        apiErrorType = json["api_error_type"]?.stringValue
        turns = json["num_turns"]?.integerValue.map(Int.init)
        durationMilliseconds = json["duration_ms"]?.integerValue
        sessionID = json["session_id"]?.stringValue
        deferredToolUseID = json["deferred_tool_use"]?["id"]?.stringValue
        let models = Usage(claude: json["model_usage_since_last_result"] ?? .null)
        // An old version says only the tokens of its turn; its cost is a sum over resumed sessions.
        usage = models == .unknown ? Usage(api: json["usage"]) : models
    }
}

extension Usage {
    /// The `usage` object of the API.
    init(api usage: JSONValue?) {
        self.init(
            inputTokens: usage?["input_tokens"]?.integerValue.map(Int.init),
            outputTokens: usage?["output_tokens"]?.integerValue.map(Int.init),
            cacheReadTokens: usage?["cache_read_input_tokens"]?.integerValue.map(Int.init),
            cacheWriteTokens: usage?["cache_creation_input_tokens"]?.integerValue.map(Int.init))
    }

    /// The sum over the models of a `model_usage…` object; unknown when there is none.
    init(claude models: JSONValue) {
        guard let models = models.objectValue else {
            self = .unknown
            return
        }
        let nothing = Usage(inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUSD: 0)
        self =
            models.isEmpty
            ? nothing
            : models.values.map { model in
                Usage(
                    inputTokens: model["inputTokens"]?.integerValue.map(Int.init),
                    outputTokens: model["outputTokens"]?.integerValue.map(Int.init),
                    cacheReadTokens: model["cacheReadInputTokens"]?.integerValue.map(Int.init),
                    cacheWriteTokens: model["cacheCreationInputTokens"]?.integerValue.map(Int.init),
                    costUSD: model["costUSD"]?.numberValue)
            }.reduce(.unknown, +)
    }
}

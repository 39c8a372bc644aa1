/// What came of an execution: the output of its run, from which the execution's columns are filled.
public struct ExecutionOutcome: Sendable, Hashable, Codable {
    public var output: [String: JSONValue]
    public var agentResponse: [String: JSONValue]
    /// Who did the work, such as `claude_cli`.
    public var method: String
    /// It was not a model that did the work.
    public var isDegraded: Bool
    /// Of all its model calls, failed ones included; nil where an older version did not say.
    public var spent: ModelSpending?

    public init(
        output: [String: JSONValue], agentResponse: [String: JSONValue], method: String, isDegraded: Bool,
        spent: ModelSpending? = nil
    ) {
        self.output = output
        self.agentResponse = agentResponse
        self.method = method
        self.isDegraded = isDegraded
        self.spent = spent
    }

    private enum CodingKeys: String, CodingKey {
        case output, method, spent
        case agentResponse = "agent_response"
        case isDegraded = "degraded"
    }
}

/// One call of a model, for the record: every attempt has its own, failed ones too.
public struct ModelCallReport: Sendable, Hashable, Codable {
    public var callID: String
    /// Such as `claude_cli`.
    public var backend: String
    public var model: String?
    public var sessionID: String?
    /// `completed`, `paused`, `asked`, or the class of the failure.
    public var outcome: String
    public var usage: Usage
    public var turns: Int?
    public var durationMilliseconds: Int64?

    public init(
        callID: String, backend: String, model: String? = nil, sessionID: String? = nil, outcome: String,
        usage: Usage = .unknown, turns: Int? = nil, durationMilliseconds: Int64? = nil
    ) {
        self.callID = callID
        self.backend = backend
        self.model = model
        self.sessionID = sessionID
        self.outcome = outcome
        self.usage = usage
        self.turns = turns
        self.durationMilliseconds = durationMilliseconds
    }

    private enum CodingKeys: String, CodingKey {
        case backend, model, outcome, usage, turns
        case callID = "call_id"
        case sessionID = "session_id"
        case durationMilliseconds = "duration_ms"
    }
}

/// What several model calls used together.
public struct ModelSpending: Sendable, Hashable, Codable {
    public var usage: Usage
    public var modelCalls: Int

    public init(usage: Usage = .unknown, modelCalls: Int = 0) {
        self.usage = usage
        self.modelCalls = modelCalls
    }

    public init(_ calls: some Sequence<ModelCallReport>) {
        self.init()
        for call in calls { add(call) }
    }

    public mutating func add(_ call: ModelCallReport) {
        usage = usage + call.usage
        modelCalls += 1
    }

    public static func + (lhs: ModelSpending, rhs: ModelSpending) -> ModelSpending {
        ModelSpending(usage: lhs.usage + rhs.usage, modelCalls: lhs.modelCalls + rhs.modelCalls)
    }

    private enum CodingKeys: String, CodingKey {
        case usage
        case modelCalls = "model_calls"
    }
}

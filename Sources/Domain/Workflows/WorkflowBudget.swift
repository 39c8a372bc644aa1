/// What a workflow execution may use in all; nil for no limit.
public struct WorkflowBudget: Sendable, Hashable {
    /// United States dollars at list price.
    public var costUSD: Double?
    /// Input and output tokens, cached ones included.
    public var tokens: Int?
    public var modelCalls: Int?
    /// Executions begun.
    public var agents: Int?
    /// Wall clock.
    public var minutes: Double?

    public init(
        costUSD: Double? = nil, tokens: Int? = nil, modelCalls: Int? = nil, agents: Int? = nil, minutes: Double? = nil
    ) {
        self.costUSD = costUSD
        self.tokens = tokens
        self.modelCalls = modelCalls
        self.agents = agents
        self.minutes = minutes
    }

    static func read(_ json: JSONValue, at location: [String]) -> (budget: WorkflowBudget, issues: [FieldIssue]) {
        var fields = FieldReader(json, at: location)
        let budget = WorkflowBudget(
            costUSD: fields.optionalNumber("cost_usd", in: 0...1_000_000_000),
            tokens: fields.optionalInteger("tokens", in: 0...1_000_000_000_000),
            modelCalls: fields.optionalInteger("model_calls", in: 0...1_000_000_000),
            agents: fields.optionalInteger("agents", in: 0...1_000_000),
            minutes: fields.optionalNumber("minutes", in: 0...525_600))
        fields.refuseUnknown(besides: ["cost_usd", "tokens", "model_calls", "agents", "minutes"])
        return (budget, fields.issues)
    }

    static let schema: [String: JSONValue] = [
        "type": "object", "additionalProperties": false,
        "properties": [
            "cost_usd": ["type": "number", "minimum": 0], "tokens": ["type": "integer", "minimum": 0],
            "model_calls": ["type": "integer", "minimum": 0], "agents": ["type": "integer", "minimum": 0],
            "minutes": ["type": "number", "minimum": 0],
        ],
    ]
}

extension WorkflowBudget {
    /// The limit of money, tokens or calls that is reached, as results name it, such as `budget:tokens`; nil for none.
    public func exhaustion(by spent: ModelSpending) -> String? {
        if let costUSD, spent.usage.costUSD ?? 0 >= costUSD { return "budget:cost_usd" }
        if let tokens, spent.usage.totalTokens >= tokens { return "budget:tokens" }
        if let modelCalls, spent.modelCalls >= modelCalls { return "budget:model_calls" }
        return nil
    }
}

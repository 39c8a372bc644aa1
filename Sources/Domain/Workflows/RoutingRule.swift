/// Words in a task that choose an agent.
public struct RoutingRule: Sendable, Hashable {
    /// The rule fits when one of them stands in the task, as whole words.
    public var words: [String]
    public var agentID: AgentID

    public init(words: [String], agentID: AgentID) {
        self.words = words
        self.agentID = agentID
    }

    static func read(_ json: JSONValue, at location: [String]) -> (rule: RoutingRule, issues: [FieldIssue]) {
        var fields = FieldReader(json, at: location)
        let rule = RoutingRule(
            words: fields.texts("words"), agentID: AgentID(rawValue: fields.text("agent_id", length: 1...255)))
        if rule.words.isEmpty { fields.add("words", "should name at least one word", "too_short") }
        fields.refuseUnknown(besides: ["words", "agent_id"])
        return (rule, fields.issues)
    }

    static let schema: [String: JSONValue] = [
        "type": "object", "required": ["words", "agent_id"], "additionalProperties": false,
        "properties": [
            "words": ["type": "array", "items": ["type": "string"]], "agent_id": ["type": "string", "format": "agent-id"],
        ],
    ]
}

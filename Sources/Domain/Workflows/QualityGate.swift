/// What a task's result must pass before others may use it.
public struct QualityGate: Sendable, Hashable {
    /// Names it in messages.
    public var name: String
    public var kind: Kind
    /// The tasks it stands behind; empty for every one.
    public var tasks: [TaskID]
    /// How often a result that does not pass is sent back with the reason.
    public var retries: Int

    /// What decides.
    public enum Kind: Sendable, Hashable {
        /// Passes when the command exits with 0; it runs in the work directory.
        case command([String], timeout: Double)
        /// Passes when the structured result meets a JSON schema.
        case schema(JSONValue)
        /// Passes when an agent says so; nil for a reviewer of our own.
        case reviewer(AgentID?, criteria: [String])
        /// Passes when a person says so.
        case person(question: String)
    }

    public init(name: String, _ kind: Kind, tasks: [TaskID] = [], retries: Int = 1) {
        self.name = name
        self.kind = kind
        self.tasks = tasks
        self.retries = retries
    }

    static func read(_ json: JSONValue, at location: [String]) -> (gate: QualityGate, issues: [FieldIssue]) {
        var fields = FieldReader(json, at: location)
        fields.requireChoice("type", ["command", "schema", "reviewer", "person"])
        let kind = kind(&fields)
        let gate = QualityGate(
            name: fields.optionalText("name") ?? json["type"]?.stringValue ?? "gate", kind,
            tasks: fields.identifiers("tasks", default: []), retries: fields.optionalInteger("retries", in: 0...100) ?? 1)
        fields.refuseUnknown(
            besides: [
                "type", "name", "tasks", "retries", "command", "timeout", "schema", "agent_id", "criteria", "question",
            ])
        return (gate, fields.issues)
    }

    private static func kind(_ fields: inout FieldReader) -> Kind {
        let type = fields.text("type", length: 1...20)
        switch type {
        case "command":
            let command = fields.texts("command")
            if command.isEmpty { fields.add("command", "should be a program and its arguments", "missing") }
            return .command(command, timeout: fields.optionalNumber("timeout", in: 0.1...86_400) ?? 300)
        case "schema":
            let schema = fields.object("schema")
            if schema.isEmpty { fields.add("schema", "should be a JSON schema", "missing") }
            return .schema(.object(schema))
        case "person":
            return .person(question: fields.optionalText("question") ?? "Is the result good enough to go on?")
        default:
            return .reviewer(
                fields.optionalText("agent_id").map(AgentID.init(rawValue:)), criteria: fields.texts("criteria"))
        }
    }

    static let schema: [String: JSONValue] = [
        "type": "object", "required": ["type"], "additionalProperties": false,
        "properties": [
            "type": ["type": "string", "enum": ["command", "schema", "reviewer", "person"]],
            "name": ["type": "string"], "tasks": ["type": "array", "items": ["type": "string"]],
            "retries": ["type": "integer", "minimum": 0, "default": 1],
            "command": ["type": "array", "items": ["type": "string"]], "timeout": ["type": "number", "default": 300],
            "schema": ["type": "object"], "agent_id": ["type": "string", "format": "agent-id"],
            "criteria": ["type": "array", "items": ["type": "string"]], "question": ["type": "string"],
        ],
    ]
}

/// How an agent's model is run: what is understood of `execution_settings`.
public struct ExecutionSettings: Sendable, Hashable, Codable {
    /// Which backend runs it; nil for the server's.
    public var backend: String?
    public var model: String?
    public var fallbackModel: String?
    public var effort: Effort?
    public var permissionMode: PermissionMode?
    public var disallowedTools: [String]
    public var maxTurns: Int?
    public var maxBudgetUSD: Double?
    /// Wall clock for one execution, in seconds.
    public var timeout: Double?
    /// MCP servers by name, in the form of the Claude CLI's `mcpServers`.
    public var mcpServers: [String: JSONValue]
    /// Directories the agent may use besides its work directory.
    public var additionalDirectories: [String]
    /// A JSON schema that the result must meet.
    public var outputSchema: JSONValue?
    /// What the `scripted` backend plays.
    public var script: JSONValue?

    /// How much a model thinks before it answers.
    public enum Effort: String, Sendable, Codable, CaseIterable {
        case low, medium, high, xhigh, max
    }

    /// What the Claude CLI does about tools that no rule allows.
    public enum PermissionMode: String, Sendable, Codable, CaseIterable {
        case manual, `default`, acceptEdits, plan, auto, dontAsk, bypassPermissions
    }

    /// Settings that passed `read(_:at:)` before; what is not understood is left out.
    public init(_ settings: [String: JSONValue]) {
        self = Self.read(.object(settings), at: []).settings
    }

    /// Reads what is understood, and says what is wrong with it.
    static func read(_ json: JSONValue, at location: [String]) -> (settings: ExecutionSettings, issues: [FieldIssue]) {
        var fields = FieldReader(json, at: location)
        let settings = ExecutionSettings(&fields)
        return (settings, fields.issues)
    }

    private init(_ fields: inout FieldReader) {
        backend = fields.optionalText("backend")
        model = fields.optionalText("model")
        fallbackModel = fields.optionalText("fallback_model")
        effort = fields.optionalChoice("effort")
        permissionMode = fields.optionalChoice("permission_mode")
        disallowedTools = fields.texts("disallowed_tools")
        maxTurns = fields.optionalInteger("max_turns", in: 1...10_000)
        maxBudgetUSD = fields.optionalNumber("max_budget_usd", in: 0.0001...1_000_000)
        timeout = fields.optionalNumber("timeout", in: 1...31_536_000)
        mcpServers = fields.object("mcp_servers")
        additionalDirectories = fields.texts("additional_directories")
        let schema = fields.object("output_schema")
        outputSchema = schema.isEmpty ? nil : .object(schema)
        script = fields.value("script")
        for (name, server) in mcpServers.sorted(by: { $0.key < $1.key }) where server.objectValue == nil {
            fields.add("mcp_servers", "server '\(name)' should be an object with 'command' or 'url'", "dict_type")
        }
    }
}

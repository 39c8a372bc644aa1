public import Domain

/// Everything a backend needs for one call; nothing in it changes when the call is continued.
public struct ModelCall: Sendable, Hashable, Codable {
    /// Unique to this attempt, the same after a crash: the idempotency key.
    public var id: String
    public var conversation: Conversation
    /// Who the model is.
    public var systemPrompt: String
    /// What it is to do, told at the beginning of the conversation.
    public var prompt: String
    public var model: String?
    public var fallbackModel: String?
    public var effort: ExecutionSettings.Effort?
    public var tools: ToolPolicy
    /// By name, in the form of the Claude CLI's `mcpServers`.
    public var mcpServers: [String: JSONValue]
    /// Absolute, and inside an allowed root.
    public var workDirectory: String
    public var additionalDirectories: [String]
    public var limits: CallLimits
    /// A JSON schema that the answer must meet.
    public var outputSchema: JSONValue?
    /// Tools that the caller answers itself; their calls come back in the reply.
    public var offered: OfferedTools?
    /// What the `scripted` backend plays.
    public var script: JSONValue?
    /// Whose secrets its process gets; nil for those of every agent.
    public var agentID: AgentID?
    /// Who works on what, in fields, for backends that are no models.
    public var brief: WorkBrief

    public init(
        id: String, conversation: Conversation, systemPrompt: String, prompt: String, workDirectory: String,
        tools: ToolPolicy = ToolPolicy(), limits: CallLimits = CallLimits(), brief: WorkBrief = WorkBrief()
    ) {
        self.id = id
        self.conversation = conversation
        self.systemPrompt = systemPrompt
        self.prompt = prompt
        self.workDirectory = workDirectory
        self.tools = tools
        self.limits = limits
        self.brief = brief
        mcpServers = [:]
        additionalDirectories = []
    }
}

/// What a model may use.
public struct ToolPolicy: Sendable, Hashable, Codable {
    /// Used without asking, as the Claude CLI writes rules: `Read`, `Bash(git *)`, `mcp__server`.
    public var allowed: [String]
    /// Never used, whatever else allows it.
    public var disallowed: [String]
    /// What happens to everything else.
    public var permissionMode: ExecutionSettings.PermissionMode

    public init(
        allowed: [String] = [], disallowed: [String] = [], permissionMode: ExecutionSettings.PermissionMode = .default
    ) {
        self.allowed = allowed
        self.disallowed = disallowed
        self.permissionMode = permissionMode
    }
}

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
    /// What the `scripted` backend plays.
    public var script: JSONValue?
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

/// An agent and its task in a few fields.
public struct WorkBrief: Sendable, Hashable, Codable {
    public var agentName = ""
    public var role = ""
    public var capabilities: [String] = []
    public var constraints: [String] = []
    public var title = ""
    public var description = ""
    public var expectedOutput: String?
    public var resources: [String] = []
    public var estimatedDuration: JSONValue?

    public init() {}

    public init(_ order: ExecutionOrder) {
        agentName = order.agent.name
        role = order.agent.role
        capabilities = order.agent.capabilities
        constraints = order.agent.constraints
        title = order.task.title
        description = order.task.description
        expectedOutput = order.task.expectedOutput
        resources = order.task.resources
        estimatedDuration = order.task.estimatedDuration?.sent
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

/// Where a call must stop.
public struct CallLimits: Sendable, Hashable, Codable {
    public var maxTurns: Int?
    public var maxBudgetUSD: Double?
    public var deadline: Timestamp?

    public init(maxTurns: Int? = nil, maxBudgetUSD: Double? = nil, deadline: Timestamp? = nil) {
        self.maxTurns = maxTurns
        self.maxBudgetUSD = maxBudgetUSD
        self.deadline = deadline
    }
}

/// A conversation that may go over several calls: paused, asked something, tried again.
public struct Conversation: Sendable, Hashable, Codable {
    /// A UUID, chosen and journaled before the model is asked anything.
    public var sessionID: String
    /// Why it goes on; nil at its beginning.
    public var continuation: Continuation?

    public init(sessionID: String, continuation: Continuation? = nil) {
        self.sessionID = sessionID
        self.continuation = continuation
    }

    /// Why a conversation goes on, with what the backend left for itself when it stopped.
    public struct Continuation: Sendable, Hashable, Codable {
        public var reason: Reason
        /// Opaque to everybody but the backend.
        public var token: String?

        public init(reason: Reason, token: String? = nil) {
            self.reason = reason
            self.token = token
        }
    }

    public enum Reason: Sendable, Hashable, Codable {
        /// It was paused, and is resumed.
        case resumed
        /// A person answered what the model, or one of its tools, asked.
        case answered(Interaction, InteractionAnswer)
        /// The last call of it failed; its cause in words.
        case failed(String)
    }
}

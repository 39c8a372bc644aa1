/// Somebody who works on tasks: a role, a system prompt, and how it is run.
public struct Agent: Sendable, Hashable, Codable {
    public var id: AgentID
    public var name: String
    public var role: String
    public var description: String?
    public var systemPrompt: String
    public var capabilities: [String]
    /// What it may use without asking, as the Claude CLI writes it: `Read`, `Bash(git *)`, `mcp__server__tool`.
    public var tools: [String]
    public var objectives: [String]
    public var constraints: [String]
    public var memorySettings: [String: JSONValue]
    /// See ``ExecutionSettings`` for what is understood.
    public var executionSettings: [String: JSONValue]
    public var status: AgentStatus
    public var lastActive: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    /// An agent that has never worked.
    public init(_ draft: AgentDraft, id: AgentID, now: Timestamp) {
        self.id = id
        name = draft.name
        role = draft.role
        description = draft.description
        systemPrompt = draft.systemPrompt
        capabilities = draft.capabilities
        tools = draft.tools
        objectives = draft.objectives
        constraints = draft.constraints
        memorySettings = draft.memorySettings
        executionSettings = draft.executionSettings
        status = draft.status
        createdAt = now
        updatedAt = now
    }

    /// Takes over what a draft says.
    public mutating func update(from draft: AgentDraft, now: Timestamp) {
        var updated = Agent(draft, id: id, now: now)
        updated.lastActive = lastActive
        updated.createdAt = createdAt
        self = updated
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, role, description, capabilities, tools, objectives, constraints, status
        case systemPrompt = "system_prompt"
        case memorySettings = "memory_settings"
        case executionSettings = "execution_settings"
        case lastActive = "last_active"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// What an agent is doing; derived from its executions, except that a person can stop and free it.
public enum AgentStatus: String, Sendable, Codable, CaseIterable {
    case idle, executing
    /// Its last execution failed and none runs.
    case error
    /// Taken out of service by a person: it gets no new work.
    case stopped
}

/// The fields of an agent that people write, validated.
public struct AgentDraft: Sendable, Hashable {
    public var name: String
    public var role: String
    public var description: String?
    public var systemPrompt: String
    public var capabilities: [String]
    public var tools: [String]
    public var objectives: [String]
    public var constraints: [String]
    public var memorySettings: [String: JSONValue]
    public var executionSettings: [String: JSONValue]
    public var status: AgentStatus

    /// Takes values that were validated before.
    public init(
        name: String, role: String, description: String?, systemPrompt: String, capabilities: [String], tools: [String],
        objectives: [String], constraints: [String], memorySettings: [String: JSONValue],
        executionSettings: [String: JSONValue], status: AgentStatus
    ) {
        self.name = name
        self.role = role
        self.description = description
        self.systemPrompt = systemPrompt
        self.capabilities = capabilities
        self.tools = tools
        self.objectives = objectives
        self.constraints = constraints
        self.memorySettings = memorySettings
        self.executionSettings = executionSettings
        self.status = status
    }

    /// Validates a request, a file's entry or a tool's arguments.
    /// - Parameter json: what was sent.
    /// - Parameter location: where it stands in what was sent, for messages.
    /// - Parameter present: the agent to update; its values are the defaults.
    /// - Throws: ``DomainError/invalid(_:)`` with every issue.
    public init(_ json: JSONValue, updating present: Agent? = nil, at location: [String] = ["body"]) throws(DomainError) {
        var fields = FieldReader(json, at: location)
        name = fields.text("name", length: 1...255, default: present?.name)
        role = fields.text("role", length: 1...255, default: present?.role)
        description = fields.optionalText("description", default: present?.description)
        systemPrompt = fields.text("system_prompt", length: 10...1_000_000, default: present?.systemPrompt)
        capabilities = fields.texts("capabilities", default: present?.capabilities ?? [])
        tools = fields.texts("tools", default: present?.tools ?? [])
        objectives = fields.texts("objectives", default: present?.objectives ?? [])
        constraints = fields.texts("constraints", default: present?.constraints ?? [])
        memorySettings = fields.object("memory_settings", default: present?.memorySettings ?? [:])
        executionSettings = fields.object("execution_settings", default: present?.executionSettings ?? [:])
        status = present == nil ? .idle : fields.choice("status", default: present?.status ?? .idle)
        let settings = ExecutionSettings.read(.object(executionSettings), at: location + ["execution_settings"])
        let issues = fields.issues + settings.issues
        if !issues.isEmpty { throw .invalid(issues) }
    }
}

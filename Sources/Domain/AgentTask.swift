/// A piece of work for an agent. (`Task` belongs to the language.)
public struct AgentTask: Sendable, Hashable, Codable {
    public var id: TaskID
    public var title: String
    public var description: String
    public var expectedOutput: String?
    public var resources: [String]
    /// Tasks whose results this one needs.
    public var dependencies: [TaskID]
    public var priority: TaskPriority
    public var status: TaskStatus
    public var deadline: Timestamp?
    public var estimatedDuration: EstimatedDuration?
    public var results: [String: JSONValue]
    public var errorMessage: String?
    public var startedAt: Timestamp?
    public var completedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    public var assignedAgentIDs: [AgentID]

    /// A task that nobody has worked on.
    public init(_ draft: TaskDraft, id: TaskID, now: Timestamp) {
        self.id = id
        title = draft.title
        description = draft.description
        expectedOutput = draft.expectedOutput
        resources = draft.resources
        dependencies = draft.dependencies
        priority = draft.priority
        status = draft.status
        deadline = draft.deadline
        estimatedDuration = draft.estimatedDuration
        results = [:]
        createdAt = now
        updatedAt = now
        assignedAgentIDs = draft.assignedAgentIDs
    }

    /// Takes over what a draft says; what came of the task so far stays.
    public mutating func update(from draft: TaskDraft, now: Timestamp) {
        var updated = AgentTask(draft, id: id, now: now)
        updated.results = results
        updated.errorMessage = errorMessage
        updated.startedAt = startedAt
        updated.completedAt = completedAt
        updated.createdAt = createdAt
        self = updated
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, description, resources, dependencies, priority, status, deadline, results
        case expectedOutput = "expected_output"
        case estimatedDuration = "estimated_duration"
        case errorMessage = "error_message"
        case startedAt = "started_at"
        case completedAt = "completed_at"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case assignedAgentIDs = "assigned_agent_ids"
    }
}

public enum TaskPriority: String, Sendable, Codable, CaseIterable {
    case low, medium, high, urgent

    /// Higher runs first.
    public var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .urgent: 3
        }
    }
}

public enum TaskStatus: String, Sendable, Codable, CaseIterable {
    case pending
    case inProgress = "in_progress"
    case completed, failed, cancelled
}

/// The fields of a task that people write, validated by themselves; whether the ids exist is for the store to say.
public struct TaskDraft: Sendable, Hashable {
    public var title: String
    public var description: String
    public var expectedOutput: String?
    public var resources: [String]
    public var dependencies: [TaskID]
    public var priority: TaskPriority
    public var status: TaskStatus
    public var deadline: Timestamp?
    public var estimatedDuration: EstimatedDuration?
    public var assignedAgentIDs: [AgentID]

    /// Takes values that were validated before.
    public init(
        title: String, description: String, expectedOutput: String?, resources: [String], dependencies: [TaskID],
        priority: TaskPriority, status: TaskStatus, deadline: Timestamp?, estimatedDuration: EstimatedDuration?,
        assignedAgentIDs: [AgentID]
    ) {
        self.title = title
        self.description = description
        self.expectedOutput = expectedOutput
        self.resources = resources
        self.dependencies = dependencies
        self.priority = priority
        self.status = status
        self.deadline = deadline
        self.estimatedDuration = estimatedDuration
        self.assignedAgentIDs = assignedAgentIDs
    }

    /// Validates a request, a file's entry or a tool's arguments.
    /// - Parameter json: what was sent.
    /// - Parameter location: where it stands in what was sent, for messages.
    /// - Parameter present: the task to update; its values are the defaults.
    /// - Throws: ``DomainError/invalid(_:)`` with every issue.
    public init(_ json: JSONValue, updating present: AgentTask? = nil, at location: [String] = ["body"]) throws(DomainError)
    {
        var fields = FieldReader(json, at: location)
        title = fields.text("title", length: 1...255, default: present?.title)
        description = fields.text("description", length: 1...1_000_000, default: present?.description)
        expectedOutput = fields.optionalText("expected_output", default: present?.expectedOutput)
        resources = fields.texts("resources", default: present?.resources ?? [])
        dependencies = fields.identifiers("dependencies", default: present?.dependencies ?? [])
        priority = fields.choice("priority", default: present?.priority ?? .medium)
        status = present == nil ? .pending : fields.choice("status", default: present?.status ?? .pending)
        deadline = fields.optionalTime("deadline", default: present?.deadline)
        estimatedDuration = fields.duration("estimated_duration", default: present?.estimatedDuration)
        assignedAgentIDs = fields.identifiers("assigned_agent_ids", default: present?.assignedAgentIDs ?? [])
        try fields.finish()
    }
}

extension FieldReader {
    /// A list of ids, each once, in the order given.
    mutating func identifiers<Subject>(
        _ name: String, default present: [Identifier<Subject>]
    ) -> [Identifier<Subject>] {
        var seen: Set<String> = []
        return texts(name, default: present.map(\.rawValue))
            .filter { seen.insert($0).inserted }
            .map(Identifier.init(rawValue:))
    }

    mutating func duration(_ name: String, default present: EstimatedDuration?) -> EstimatedDuration? {
        guard contains(name) else { return present }
        guard let value = value(name) else { return nil }
        if let duration = EstimatedDuration(value) { return duration }
        add(name, "should be a number of minutes, or words such as '2 hours' or '15-20 minutes'", "duration")
        return nil
    }
}

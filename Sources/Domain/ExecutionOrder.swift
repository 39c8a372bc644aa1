/// Everything an execution needs to know, fixed when it is started: later edits of the agent or the task do not reach it.
public struct ExecutionOrder: Sendable, Hashable, Codable {
    public var agent: Agent
    public var task: AgentTask
    /// Resolved, and inside an allowed root.
    public var workDirectory: String
    /// Wall clock in seconds; nil for no limit.
    public var timeout: Double?
    /// Instead of the agent's own.
    public var model: String?
    /// Instead of the agent's own, or the server's.
    public var backend: String?
    /// What the tasks that this one depends on came to, by task id.
    public var dependencyResults: [String: JSONValue]
    /// How often a failed model call is repeated, where that may help.
    public var retries: Int
    /// The backend that answers when all attempts failed; nil for none.
    public var fallback: String?
    public var workflowExecutionID: String?
    /// Whether the task may have no other live execution.
    public var isExclusive: Bool
    /// What a workflow has to say beside the task; nil for nothing.
    public var sections: [PromptSection]?
    /// What it is a turn of in a workflow, such as `work` or `swarm`; nil for an execution by itself.
    public var purpose: String?
    /// The how-manieth try, round or turn it is, from 1; nil for an execution by itself.
    public var turn: Int?
    /// A JSON schema that the answer must meet, instead of the agent's own.
    public var outputSchema: JSONValue?
    /// Tools by which the agent says what it decides; nil for none.
    public var offered: OfferedTools?
    /// The conversation it goes on with; nil for one of its own.
    public var session: ContinuedSession?

    public init(
        agent: Agent, task: AgentTask, workDirectory: String, timeout: Double? = nil, model: String? = nil,
        backend: String? = nil, dependencyResults: [String: JSONValue] = [:], retries: Int = 0, fallback: String? = nil,
        workflowExecutionID: String? = nil, isExclusive: Bool = true
    ) {
        self.agent = agent
        self.task = task
        self.workDirectory = workDirectory
        self.timeout = timeout
        self.model = model
        self.backend = backend
        self.dependencyResults = dependencyResults
        self.retries = retries
        self.fallback = fallback
        self.workflowExecutionID = workflowExecutionID
        self.isExclusive = isExclusive
    }

    /// What names the execution in every event of its run.
    public func labels(_ id: ExecutionID) -> [String: String] {
        var labels = ["execution_id": id.rawValue, "task_id": task.id.rawValue, "agent_id": agent.id.rawValue]
        labels["workflow_execution_id"] = workflowExecutionID
        return labels
    }
}

/// A piece of a prompt in a tag of its own.
public struct PromptSection: Sendable, Hashable, Codable {
    /// Names it in words of letters and underscores, such as `objective`.
    public var tag: String
    public var text: String

    public init(_ tag: String, _ text: String) {
        self.tag = tag
        self.text = text
    }
}

/// Everything a pattern's run needs to know, fixed when it is started: later edits of agents, tasks or the pattern do not
/// reach it.
public struct WorkflowOrder: Sendable, Hashable, Codable {
    public var executionID: WorkflowExecutionID
    /// Nil for one that was started from a file.
    public var patternID: WorkflowPatternID?
    public var name: String
    public var type: WorkflowType
    /// What the user wants of all tasks together.
    public var objective: String
    public var agents: [Agent]
    /// Their dependencies include those that only the pattern knows.
    public var tasks: [AgentTask]
    /// What tasks outside the pattern that these depend on came to.
    public var knownResults: [TaskID: JSONValue]
    public var configuration: WorkflowConfiguration
    /// Values that the start was given; agents see them with the objective.
    public var inputs: [String: JSONValue]
    /// Resolved, and inside an allowed root.
    public var workDirectory: String
    /// Instead of the agents' own, or the server's.
    public var backend: String?
    /// Wall clock of one execution in seconds where its agent says nothing; nil for no limit.
    public var timeout: Double?
    /// How often a failed model call is repeated, where that may help.
    public var retries: Int
    /// The backend that answers when all attempts failed; nil for none.
    public var fallback: String?

    public init(
        executionID: WorkflowExecutionID, patternID: WorkflowPatternID? = nil, name: String, type: WorkflowType,
        objective: String = "", agents: [Agent], tasks: [AgentTask], knownResults: [TaskID: JSONValue] = [:],
        configuration: WorkflowConfiguration = WorkflowConfiguration(), inputs: [String: JSONValue] = [:],
        workDirectory: String, backend: String? = nil, timeout: Double? = nil, retries: Int = 0, fallback: String? = nil
    ) {
        self.executionID = executionID
        self.patternID = patternID
        self.name = name
        self.type = type
        self.objective = objective
        self.agents = agents
        self.tasks = tasks
        self.knownResults = knownResults
        self.configuration = configuration
        self.inputs = inputs
        self.workDirectory = workDirectory
        self.backend = backend
        self.timeout = timeout
        self.retries = retries
        self.fallback = fallback
    }

    /// What names the workflow execution in every event of its run.
    public var labels: [String: String] {
        var labels = ["workflow_execution_id": executionID.rawValue, "workflow_type": type.rawValue]
        labels["pattern_id"] = patternID?.rawValue
        return labels
    }
}

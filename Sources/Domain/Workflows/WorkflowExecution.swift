/// One execution of a pattern: where it stands, and what has come of it so far.
public struct WorkflowExecution: Sendable, Hashable {
    public var id: WorkflowExecutionID
    /// Nil for one that was started from a file.
    public var patternID: WorkflowPatternID?
    public var patternName: String
    public var workflowType: WorkflowType
    public var status: ExecutionStatus
    /// As its run last told it.
    public var progress: WorkflowProgress
    /// Of its tasks, by task; see ``WorkflowOutcome``.
    public var results: [String: JSONValue]
    /// Measured durations, waits and concurrency.
    public var metrics: [String: JSONValue]
    /// Of all its executions and its own decisions.
    public var usage: Usage
    public var errorMessage: String?
    public var startedAt: Timestamp?
    public var completedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: WorkflowExecutionID, patternID: WorkflowPatternID?, patternName: String, workflowType: WorkflowType,
        taskCount: Int, createdAt: Timestamp
    ) {
        self.id = id
        self.patternID = patternID
        self.patternName = patternName
        self.workflowType = workflowType
        self.createdAt = createdAt
        status = .pending
        progress = WorkflowProgress(total: taskCount)
        results = [:]
        metrics = [:]
        usage = .unknown
        updatedAt = createdAt
    }
}

public typealias WorkflowExecutionID = Identifier<WorkflowExecution>

/// How far a pattern has got, counted over its work graph; the data of the event `progress`.
public struct WorkflowProgress: Sendable, Hashable, Codable {
    /// Nodes of the work graph that have ended, however they ended.
    public var done: Int
    /// Nodes that are known; it grows when a plan or a loop adds some.
    public var total: Int
    /// What is being done, in words.
    public var currentStep: String
    /// Rounds of the pattern's loop so far.
    public var iteration: Int
    public var activeAgents: [AgentID]
    public var completedTasks: [TaskID]
    public var failedTasks: [TaskID]

    public init(
        done: Int = 0, total: Int = 0, currentStep: String = "", iteration: Int = 0, activeAgents: [AgentID] = [],
        completedTasks: [TaskID] = [], failedTasks: [TaskID] = []
    ) {
        self.done = done
        self.total = total
        self.currentStep = currentStep
        self.iteration = iteration
        self.activeAgents = activeAgents
        self.completedTasks = completedTasks
        self.failedTasks = failedTasks
    }

    /// 0–1; 1 only when everything known has ended.
    public var fraction: Double {
        total == 0 ? 0 : min(1, Double(done) / Double(total))
    }

    /// The name of the event that carries it.
    public static let event = "progress"

    private enum CodingKeys: String, CodingKey {
        case done, total, iteration
        case currentStep = "current_step"
        case activeAgents = "active_agents"
        case completedTasks = "completed_tasks"
        case failedTasks = "failed_tasks"
    }
}

/// One execution of a pattern: where it stands, and what has come of it so far.
public struct WorkflowExecution: Sendable, Hashable {
    public var id: WorkflowExecutionID
    /// Nil for one that was started from a file.
    public var patternID: WorkflowPatternID?
    public var patternName: String
    public var workflowType: WorkflowType
    /// Everybody who may take part.
    public var agentIDs: [AgentID]
    /// Everything that is to be done.
    public var taskIDs: [TaskID]
    public var workDirectory: String
    public var status: ExecutionStatus
    /// As its run last told it; who is active follows from its executions.
    public var progress: WorkflowProgress
    public var completedTasks: [TaskID]
    public var failedTasks: [TaskID]
    /// The ``WorkflowOutcome`` without its figures; of a run that was aborted or broke, what there was by then.
    public var results: [String: JSONValue]
    /// Measured durations, waits and concurrency.
    public var metrics: [String: JSONValue]
    /// Of all its executions and its own decisions.
    public var usage: Usage
    public var errorMessage: String?
    /// It, or one of its executions, waits for a person.
    public var needsInteraction: Bool
    public var startedAt: Timestamp?
    public var completedAt: Timestamp?
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    /// The workflow execution that this one repeats.
    public var rerunOf: WorkflowExecutionID?
    /// The steps that it repeats, with what follows from them; empty for everything.
    public var rerunFrom: [String]
    /// Who started it; nil where that was nobody, or was not kept.
    public var startedBy: Author?

    public init(
        id: WorkflowExecutionID, patternID: WorkflowPatternID?, patternName: String, workflowType: WorkflowType,
        agentIDs: [AgentID], taskIDs: [TaskID], workDirectory: String, createdAt: Timestamp
    ) {
        self.id = id
        self.patternID = patternID
        self.patternName = patternName
        self.workflowType = workflowType
        self.agentIDs = agentIDs
        self.taskIDs = taskIDs
        self.workDirectory = workDirectory
        self.createdAt = createdAt
        status = .pending
        progress = WorkflowProgress(total: taskIDs.count)
        completedTasks = []
        failedTasks = []
        results = [:]
        metrics = [:]
        usage = .unknown
        needsInteraction = false
        updatedAt = createdAt
        rerunFrom = []
    }

    /// Takes over what its run tells; a task that is done anew moves from one list to the other.
    public mutating func apply(_ progress: WorkflowProgress) {
        self.progress = progress
        guard let task = progress.task, let status = progress.taskStatus else { return }
        completedTasks.removeAll { $0 == task }
        failedTasks.removeAll { $0 == task }
        switch status {
        case .completed, .late: completedTasks.append(task)
        case .failed: failedTasks.append(task)
        case .skipped, .cancelled: break
        }
    }
}

extension WorkflowExecution {
    /// One that was just started.
    public init(_ order: WorkflowOrder, createdAt: Timestamp) {
        self.init(
            id: order.executionID, patternID: order.patternID, patternName: order.name, workflowType: order.type,
            agentIDs: order.agents.map(\.id), taskIDs: order.tasks.map(\.id), workDirectory: order.workDirectory,
            createdAt: createdAt)
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
    /// The task that has just ended, and how; nil when none did. (A list of all would make the events of a large workflow
    /// grow with the square of its size.)
    public var task: TaskID?
    public var taskStatus: TaskResult.Status?

    public init(
        done: Int = 0, total: Int = 0, currentStep: String = "", iteration: Int = 0, activeAgents: [AgentID] = [],
        task: TaskID? = nil, taskStatus: TaskResult.Status? = nil
    ) {
        self.done = done
        self.total = total
        self.currentStep = currentStep
        self.iteration = iteration
        self.activeAgents = activeAgents
        self.task = task
        self.taskStatus = taskStatus
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
        case task = "task_id"
        case taskStatus = "task_status"
    }
}

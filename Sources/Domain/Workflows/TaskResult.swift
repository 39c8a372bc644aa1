/// What came of one task within a pattern.
public struct TaskResult: Sendable, Hashable, Codable {
    public var taskID: TaskID
    public var title: String
    /// Whose result it is; nil for a task that was never begun.
    public var agentID: AgentID?
    public var status: Status
    /// The execution's output; of a vote, the winning one.
    public var output: [String: JSONValue]
    /// The class of the failure, or why it was skipped, such as `dependency` or `budget`.
    public var cause: String?
    public var errorMessage: String?
    /// Every execution that worked on it, oldest first.
    public var executionIDs: [ExecutionID]
    public var usage: Usage
    public var modelCalls: Int
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?
    /// The conversation in which it came about, for whoever goes on with it; its execution tells it to the outside.
    public var sessionID: String?

    /// How a task ended within the workflow.
    public enum Status: String, Sendable, Codable, CaseIterable {
        case completed, failed
        /// Never begun.
        case skipped
        /// Begun, and ended because its result was not needed any more.
        case cancelled
        /// Completed after the result of the whole was settled: kept, not used.
        case late
    }

    public init(_ task: AgentTask, _ status: Status, cause: String? = nil, message: String? = nil) {
        taskID = task.id
        title = task.title
        self.status = status
        self.cause = cause
        errorMessage = message
        output = [:]
        executionIDs = []
        usage = .unknown
        modelCalls = 0
    }

    /// What those who depend on it are given: the structured answer where there is one, else the text.
    public var value: JSONValue {
        output["structured"] ?? output["result"] ?? .object(output)
    }

    private enum CodingKeys: String, CodingKey {
        case title, status, output, cause, usage
        case taskID = "task_id"
        case agentID = "agent_id"
        case errorMessage = "error_message"
        case executionIDs = "execution_ids"
        case modelCalls = "model_calls"
        case startedAt = "started_at"
        case endedAt = "ended_at"
    }
}

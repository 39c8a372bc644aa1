public import Domain

/// A workflow execution with everything one looks at.
public struct WorkflowExecutionDetails: Sendable {
    public let execution: WorkflowExecution
    /// Nil for one that runs or is over.
    public let waitingFor: WaitingReason?
    /// Nil in lists, as everything below.
    public var executions: [ExecutionView]?
    public var communications: [AgentMessage]?
    public var questions: [WorkflowQuestion]?
    /// Tasks that were not begun yet, and on what each waits.
    public var waitingTasks: [WaitingTask]?
    /// The workflow executions that repeat it.
    public var reruns: [WorkflowExecutionID]?

    init(execution: WorkflowExecution, waitingFor: WaitingReason?) {
        self.execution = execution
        self.waitingFor = waitingFor
    }
}

/// A question to a person that a workflow, or one of its executions, asks.
public struct WorkflowQuestion: Sendable {
    /// Nil for a question of the workflow itself.
    public let executionID: ExecutionID?
    public let question: OpenQuestion
}

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

/// A task of a workflow execution that nobody works on yet.
public struct WaitingTask: Sendable, Encodable {
    public let taskID: TaskID
    public let title: String
    public let waitingFor: WaitingReason

    /// Those of an order that were not begun.
    static func all(
        of order: WorkflowOrder, _ execution: WorkflowExecution, _ executions: [Execution]
    ) -> [WaitingTask] {
        let done = Set(execution.completedTasks)
        let begun = Set(executions.map(\.taskID)).union(done).union(execution.failedTasks)
        let known = Set(order.tasks.map(\.id))
        return order.tasks.filter { !begun.contains($0.id) }.map { task in
            let open = task.dependencies.filter { known.contains($0) && !done.contains($0) }
            let titles = order.tasks.filter { open.contains($0.id) }.map { "'\($0.title)'" }
            let reason =
                open.isEmpty
                ? WaitingReason(.slot, "It begins when the pattern comes to it and its agent is free.")
                : WaitingReason(.dependency, "It needs \(titles.joined(separator: ", ")) first.")
            return WaitingTask(taskID: task.id, title: task.title, waitingFor: reason)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case title
        case taskID = "task_id"
        case waitingFor = "waiting_for"
    }
}

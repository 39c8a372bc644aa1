public import Domain

/// A task of a workflow execution that nobody works on yet.
public struct WaitingTask: Sendable, Encodable {
    public let taskID: TaskID
    public let title: String
    public let waitingFor: WaitingReason

    /// Those of an order that were not begun.
    static func all(
        of order: WorkflowOrder, _ execution: WorkflowExecution, _ executions: [Execution], at now: Timestamp
    ) -> [WaitingTask] {
        let done = Set(execution.completedTasks)
        let begun = Set(executions.map(\.taskID)).union(done).union(execution.failedTasks)
        let limit = order.configuration.limitReached(execution, executions, at: now)
        return order.tasks.filter { !begun.contains($0.id) }.map { task in
            WaitingTask(
                taskID: task.id, title: task.title,
                waitingFor: limit ?? WaitingReason(order, task, done: done, failed: Set(execution.failedTasks)))
        }
    }

    private enum CodingKeys: String, CodingKey {
        case title
        case taskID = "task_id"
        case waitingFor = "waiting_for"
    }
}

extension WaitingReason {
    /// Why a task was not begun that no limit keeps from it.
    fileprivate init(_ order: WorkflowOrder, _ task: AgentTask, done: Set<TaskID>, failed: Set<TaskID>) {
        let known = Set(order.tasks.map(\.id))
        let open = task.dependencies.filter { known.contains($0) && !done.contains($0) }
        func titles(_ ids: [TaskID]) -> String {
            order.tasks.filter { ids.contains($0.id) }.map { "'\($0.title)'" }.joined(separator: ", ")
        }
        let broken = open.filter(failed.contains)
        self =
            if open.isEmpty {
                WaitingReason(.slot, "It begins when the pattern comes to it and its agent is free.")
            } else if broken.isEmpty {
                WaitingReason(.dependency, "It needs \(titles(open)) first.")
            } else {
                WaitingReason(
                    .dependency, "It needs \(titles(broken)), which failed; it begins only if that is done after all.")
            }
    }
}

extension WorkflowConfiguration {
    /// Why nothing more begins though something is still under way; nil while no limit is reached.
    fileprivate func limitReached(
        _ execution: WorkflowExecution, _ executions: [Execution], at now: Timestamp
    ) -> WaitingReason? {
        let calls = executions.map(\.calls.count).reduce(0, +)
        let minutes = execution.startedAt.map { now.seconds(since: $0) / 60 } ?? 0
        if let used = budget.exhaustion(by: ModelSpending(usage: execution.usage, modelCalls: calls)) {
            return .budget(String(used.dropFirst("budget:".count)), "budget")
        }
        if let agents = budget.agents, executions.count >= agents { return .budget("agents", "budget") }
        if let limit = budget.minutes, minutes >= limit { return .budget("minutes", "budget") }
        return minutes >= timeoutMinutes ? .budget("timeout_minutes", "configuration") : nil
    }
}

extension WaitingReason {
    fileprivate static func budget(_ limit: String, _ place: String) -> WaitingReason {
        WaitingReason(
            .budget,
            "The limit '\(limit)' of the workflow's \(place) is reached: what is under way ends, and nothing more begins. "
                + "To have it done, raise the limit and execute the pattern again.")
    }
}

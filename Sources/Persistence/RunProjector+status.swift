import Domain
import SQL

/// What tasks and agents are is derived from their executions, never set by hand.
extension RunProjector {
    func refreshTask(_ execution: Execution) throws {
        guard var task = try TaskTable.find(execution.taskID, transaction.sql) else { return }
        let previous = task
        let isLive = try !ExecutionTable.live(ExecutionFilter(task: task.id), transaction.sql).isEmpty
        if isLive {
            begin(&task, execution)
        } else {
            end(&task, execution)
        }
        guard task != previous else { return }
        task.updatedAt = now
        try TaskTable.updateProgress(task, transaction.sql)
        if task.status != previous.status { try transaction.tell(.updated(task, at: now)) }
    }

    private func begin(_ task: inout AgentTask, _ execution: Execution) {
        guard execution.status == .running, task.status != .inProgress else { return }
        task.status = .inProgress
        task.startedAt = now
        task.completedAt = nil
        task.errorMessage = nil
    }

    private func end(_ task: inout AgentTask, _ execution: Execution) {
        switch execution.status {
        case .completed:
            task.status = .completed
            task.results = execution.output
            task.errorMessage = nil
        case .failed:
            task.status = .failed
            task.errorMessage = execution.errorMessage
        case .aborted:
            task.status = .cancelled
            task.errorMessage = nil
        case .pending, .running, .pausing, .paused, .waiting, .aborting:
            return
        }
        task.completedAt = now
    }

    func refreshAgent(_ execution: Execution) throws {
        guard var agent = try AgentTable.find(execution.agentID, transaction.sql) else { return }
        let previous = agent
        agent.status = try status(of: agent, after: execution)
        if execution.status == .running || execution.status.isTerminal { agent.lastActive = now }
        guard agent != previous else { return }
        try AgentTable.updateActivity(agent, transaction.sql)
        if agent.status != previous.status { try transaction.tell(.updated(agent, at: now)) }
    }

    private func status(of agent: Agent, after execution: Execution) throws -> AgentStatus {
        if agent.status == .stopped { return .stopped }
        if try ExecutionTable.isDriven(agent: agent.id, transaction.sql) { return .executing }
        return execution.status == .failed ? .error : .idle
    }
}

import Domain
import DurableExecution
import SQL

/// Keeps the seed's tables equal to the runs: every change of a run changes its execution, task and agent in the same
/// transaction (D2).
struct RunProjector {
    let transaction: StoreTransaction
    let now: Timestamp

    private var sql: any SQLTransaction { transaction.sql }

    /// A run of an execution was created: the execution begins with it (D1).
    /// - Throws: ``DomainError/conflict(_:state:more:)`` when the task has a live execution and must not have two.
    func created(_ seed: RunSeed, topic: EventType) throws {
        guard topic == .execution else { return try createdWorkflow(seed) }
        let order = try JSONColumn.decode(ExecutionOrder.self, from: seed.input.text)
        if order.isExclusive { try requireNoLiveExecution(of: order.task) }
        var execution = Execution(
            id: ExecutionID(rawValue: seed.id.rawValue), taskID: order.task.id, agentID: order.agent.id,
            workDirectory: order.workDirectory, startTime: now)
        execution.workflowExecutionID = order.workflowExecutionID
        execution.rerunOf = seed.origin.map { ExecutionID(rawValue: $0.run.rawValue) }
        execution.startedBy = try starter(within: order.workflowExecutionID.map(WorkflowExecutionID.init))
        try ExecutionTable.insert(execution, sql)
        try refresh(execution)
    }

    /// A run came to another state.
    /// - Returns: the state that everybody is told of.
    func moved(_ run: RunRow, to state: RunState, _ change: RunChange) throws -> RunState {
        if run.topic == .workflow { return try movedWorkflow(run, to: state, change) }
        try updateExecution(of: run) { execution in
            execution.status = ExecutionStatus(rawValue: state.rawValue) ?? execution.status
            if state.isTerminal {
                execution.endTime = now
                execution.needsInteraction = false
            }
            if let output = change.output { try complete(&execution, output) }
            if let failure = change.failure { try fail(&execution, failure) }
        }
        return state
    }

    /// A step called a model: the call and its cost belong to the execution. Nobody's state changes with it.
    func called(_ call: ModelCallReport, by run: RunRow) throws {
        let agent = try JSONColumn.decode([String: String].self, from: run.labels)["agent_id"]
        try UsageTable.add(call, of: agent ?? "", at: now, sql)
        try spent(call.usage, in: run.workflow.map(WorkflowExecutionID.init))
        guard run.topic == .execution else { return }
        try ExecutionTable.add(call, to: ExecutionID(rawValue: run.id.rawValue), sql)
        if let agent { try AgentTable.setLastActive(now, of: AgentID(rawValue: agent), sql) }
    }

    /// A question was asked or answered.
    func questionsChanged(_ run: RunRow) throws {
        if run.topic == .execution {
            let isOpen = try SignalTable.openCount(of: run.id, sql) > 0
            try ExecutionTable.setNeedsInteraction(isOpen, run.id.rawValue, sql)
        }
        try refreshWorkflow(run.workflow)
    }

    private func requireNoLiveExecution(of task: AgentTask) throws {
        guard let live = try ExecutionTable.live(ExecutionFilter(task: task.id), sql).first else { return }
        throw DomainError.conflict(
            "Task '\(task.title)' is being worked on by execution \(live). Wait for it, abort it, or start with "
                + "\"force_restart\": true.",
            state: TaskStatus.inProgress.rawValue, more: ["execution_id": .string(live.rawValue)])
    }

    private func updateExecution(of run: RunRow, _ change: (inout Execution) throws -> Void) throws {
        guard run.topic == .execution,
            var execution = try ExecutionTable.find(ExecutionID(rawValue: run.id.rawValue), sql)
        else { return }
        try change(&execution)
        try ExecutionTable.update(execution, sql)
        try refresh(execution)
    }

    private func complete(_ execution: inout Execution, _ output: JSONText) throws {
        let outcome = try JSONColumn.decode(ExecutionOutcome.self, from: output.text)
        execution.output = outcome.output
        execution.agentResponse = outcome.agentResponse
        execution.method = outcome.method
        execution.isDegraded = outcome.isDegraded
    }

    private func fail(_ execution: inout Execution, _ failure: RunFailure) throws {
        execution.errorMessage = failure.message
        execution.errorDetails = try failure.details.map { try JSONColumn.decode(from: $0.text) } ?? [:]
        execution.errorDetails["cause"] = .string(failure.kind)
        execution.errorDetails["step"] = failure.path.map { .string($0.rawValue) }
    }

    /// Derives the task's, the agent's and the workflow execution's state from their executions.
    private func refresh(_ execution: Execution) throws {
        try refreshTask(execution)
        try refreshAgent(execution)
        try refreshWorkflow(execution.workflowExecutionID)
    }
}

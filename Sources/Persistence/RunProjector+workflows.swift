import Domain
import DurableExecution
import SQL

/// Keeps workflow executions equal to their runs and to the executions that belong to them.
extension RunProjector {
    /// A run of a pattern was created: the workflow execution begins with it (D1).
    func createdWorkflow(_ seed: RunSeed) throws {
        // Runs of other workflows have no row of their own.
        guard seed.labels["workflow_execution_id"] == seed.id.rawValue else { return }
        let order = try JSONColumn.decode(WorkflowOrder.self, from: seed.input.text)
        var execution = WorkflowExecution(order, createdAt: now)
        execution.startedBy = try starter(within: nil)
        if let origin = seed.origin { try takeOver(origin, &execution) }
        try WorkflowExecutionTable.insert(execution, transaction.sql)
    }

    /// What a re-run knows already of its tasks: how those ended whose executions it keeps, all of them.
    private func takeOver(_ origin: RunOrigin, _ execution: inout WorkflowExecution) throws {
        let original = WorkflowExecutionID(rawValue: origin.run.rawValue)
        execution.rerunOf = original
        execution.rerunFrom = origin.steps
        guard let previous = try WorkflowExecutionTable.find(original, sql) else { return }
        let kept = try ExecutionTable.kept(by: execution.id, sql)
        let lost = try Set(ExecutionTable.all(of: original, sql).map(\.id)).subtracting(kept.map(\.id))
        let repeated = try Set(ExecutionTable.all(of: original, sql).filter { lost.contains($0.id) }.map(\.taskID))
        let known = Set(kept.map(\.taskID)).subtracting(repeated)
        execution.completedTasks = previous.completedTasks.filter(known.contains)
        execution.failedTasks = previous.failedTasks.filter(known.contains)
    }

    /// A pattern's run came to another state.
    /// - Returns: the state that everybody is told of: a pattern that came to nothing has failed, though its run ended well.
    func movedWorkflow(_ run: RunRow, to state: RunState, _ change: RunChange) throws -> RunState {
        var shown = state
        try updateWorkflow(run.workflowExecution) { execution in
            execution.status = ExecutionStatus(rawValue: state.rawValue) ?? execution.status
            if state == .running { execution.startedAt = execution.startedAt ?? now }
            if let failure = change.failure { execution.errorMessage = failure.message }
            guard state.isTerminal else { return }
            execution.completedAt = now
            execution.progress.activeAgents = []
            execution.needsInteraction = false
            if let output = change.output {
                try complete(&execution, output)
            } else {
                execution.results = try partialResults(of: execution, run, state)
            }
            if execution.status == .failed { shown = .failed }
        }
        return shown
    }

    /// A pattern told something.
    func told(_ notes: [RunNote], by run: RunRow) throws {
        guard let id = run.workflowExecution else { return }
        for note in notes {
            switch note.event {
            case WorkflowProgress.event:
                let progress = try JSONColumn.decode(WorkflowProgress.self, from: note.data.text)
                try told(progress, in: id)
            case AgentMessage.event:
                let message = try JSONColumn.decode(AgentMessage.self, from: note.data.text)
                try AgentCommunicationTable.insert(message, at: run.eventCount, transaction.sql)
            default: break
            }
        }
    }

    private func told(_ progress: WorkflowProgress, in id: WorkflowExecutionID) throws {
        guard progress.task != nil else { return try WorkflowExecutionTable.setProgress(progress, of: id, at: now, sql) }
        try updateWorkflow(id) { execution in
            let active = execution.progress.activeAgents
            execution.apply(progress)
            execution.progress.activeAgents = active
        }
    }

    /// A model call of a workflow execution, its own or one of an execution of it, ended.
    func spent(_ usage: Usage, in id: WorkflowExecutionID?) throws {
        guard let id, usage != .unknown else { return }
        try WorkflowExecutionTable.add(usage, to: id, at: now, sql)
    }

    /// Who is active, and whether somebody is asked, follows from the executions.
    func refreshWorkflow(_ workflow: String?) throws {
        guard let id = workflow.map(WorkflowExecutionID.init), let own = try RunTable.row(RunID(rawValue: id.rawValue), sql)
        else { return }
        let active = try ExecutionTable.drivenAgents(of: id, sql)
        let isAsking = try SignalTable.openCount(of: own.id, sql) > 0 || ExecutionTable.isAsking(in: id, sql)
        try WorkflowExecutionTable.setActivity(active, isAsking: isAsking, of: id, at: now, sql)
    }

    private var sql: any SQLTransaction { transaction.sql }

    private func updateWorkflow(
        _ id: WorkflowExecutionID?, _ change: (inout WorkflowExecution) throws -> Void
    ) throws {
        guard let id, let previous = try WorkflowExecutionTable.find(id, sql) else { return }
        var execution = previous
        try change(&execution)
        guard execution != previous else { return }
        execution.updatedAt = now
        try WorkflowExecutionTable.update(execution, sql)
    }
}

// MARK: - The end

extension RunProjector {
    private func complete(_ execution: inout WorkflowExecution, _ output: JSONText) throws {
        let outcome = try JSONColumn.decode(WorkflowOutcome.self, from: output.text)
        execution.status = outcome.status.executionStatus
        var results = try JSONColumn.decode([String: JSONValue].self, from: output.text)
        for figures in ["metrics", "usage"] { results[figures] = nil }
        execution.results = results
        execution.metrics = outcome.metrics
        execution.errorMessage = outcome.status == .failed ? outcome.message ?? outcome.endedBy : nil
        execution.completedTasks = outcome.results.filter { $0.status == .completed || $0.status == .late }.map(\.taskID)
        execution.failedTasks = outcome.failed
        for result in outcome.results { try settleTask(result) }
    }

    /// What counts of a task is what its pattern says, whatever its last execution came to: a vote's winner, the best
    /// candidate, a result that a gate refused.
    private func settleTask(_ result: TaskResult) throws {
        guard var task = try TaskTable.find(result.taskID, sql) else { return }
        let previous = task
        switch result.status {
        case .completed, .late:
            task.status = .completed
            task.results = result.output
            task.errorMessage = nil
        case .failed:
            task.status = .failed
            task.errorMessage = result.errorMessage
        case .cancelled:
            task.status = .cancelled
        case .skipped:
            task.errorMessage = result.errorMessage
        }
        guard task != previous else { return }
        task.updatedAt = now
        try TaskTable.updateProgress(task, sql)
        if task.status != previous.status { try transaction.tell(.updated(task, at: now)) }
    }

    /// What there is of a run that was aborted or broke: the results of its executions.
    private func partialResults(
        of execution: WorkflowExecution, _ run: RunRow, _ state: RunState
    ) throws -> [String: JSONValue] {
        guard let input = try RunTable.record(run.id, sql)?.seed.input else { return [:] }
        let order = try JSONColumn.decode(WorkflowOrder.self, from: input.text)
        let executions = Dictionary(
            grouping: try ExecutionTable.kept(by: execution.id, sql) + ExecutionTable.all(of: execution.id, sql),
            by: \.taskID)
        let results = order.tasks.map { TaskResult($0, executions[$0.id] ?? [], endedBy: state.rawValue) }
        let missing = results.filter { $0.status != .completed }.map { JSONValue.string($0.taskID.rawValue) }
        return [
            "status": .string(state.rawValue), "ended_by": .string(state.rawValue), "missing": .array(missing),
            "results": try JSONColumn.decode(from: try JSONColumn.encode(results)),
        ]
    }
}

extension TaskResult {
    /// What is known of a task from its executions alone, oldest first.
    fileprivate init(_ task: AgentTask, _ executions: [Execution], endedBy cause: String) {
        guard let last = executions.last(where: { $0.status == .completed }) ?? executions.last else {
            self.init(task, .skipped, cause: cause, message: "It was not begun.")
            return
        }
        switch last.status {
        case .completed: self.init(task, .completed)
        case .failed: self.init(task, .failed, message: last.errorMessage)
        case .pending, .running, .pausing, .paused, .waiting, .aborting, .aborted:
            self.init(task, .cancelled, cause: cause)
        }
        output = last.output
        agentID = last.agentID
        executionIDs = executions.map(\.id)
        usage = executions.map(\.usage).reduce(.unknown, +)
        modelCalls = executions.map(\.calls.count).reduce(0, +)
        (startedAt, endedAt) = (executions.first?.startTime, last.endTime)
    }
}

extension RunRow {
    /// The workflow execution that this run is; nil for every other run.
    var workflowExecution: WorkflowExecutionID? {
        topic == .workflow && workflow == id.rawValue ? WorkflowExecutionID(rawValue: id.rawValue) : nil
    }
}

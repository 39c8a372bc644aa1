public import Domain
import DurableExecution
import Persistence

/// Workflow executions: looked at, paused, resumed, aborted, answered, deleted; each with its executions.
extension WorkflowService {
    public func executions(
        _ filter: WorkflowExecutionFilter, _ page: Page
    ) async throws -> Paged<WorkflowExecutionDetails> {
        let executions = try await store.workflowExecutions(filter, page)
        let live = executions.items.filter { !$0.status.isTerminal }.map(\.id.rawValue)
        let reasons = live.isEmpty ? [:] : try await store.waitingReasons(of: live)
        let items = executions.items.map {
            WorkflowExecutionDetails(execution: $0, waitingFor: reasons[$0.id.rawValue])
        }
        return Paged(items: items, total: executions.total, page: page)
    }

    /// A workflow execution with its executions, its communications and its open questions.
    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func details(_ id: WorkflowExecutionID) async throws -> WorkflowExecutionDetails {
        let execution = try await execution(id)
        let views = try await store.views(of: try await store.executions(of: id))
        var details = WorkflowExecutionDetails(
            execution: execution, waitingFor: try await store.waitingReasons(of: [id.rawValue])[id.rawValue])
        details.executions = views
        details.communications = try await store.communications(of: id)
        details.questions = try await questions(of: id, views)
        details.reruns = try await store.reruns(of: id)
        if !execution.status.isTerminal, let order = try await store.workflowOrder(id) {
            details.waitingTasks = WaitingTask.all(of: order, execution, views.map(\.execution), at: .now)
        }
        return details
    }

    public func communications(of id: WorkflowExecutionID) async throws -> [AgentMessage] {
        _ = try await execution(id)
        return try await store.communications(of: id)
    }

    /// The journal's events after one of its numbers.
    public func events(of id: WorkflowExecutionID, after number: Int64, limit: Int) async throws -> [StoredEvent] {
        _ = try await execution(id)
        return try await store.events(ofRun: id.rawValue, after: number, limit: limit)
    }

    public func steps(of id: WorkflowExecutionID) async throws -> [StepSummary] {
        _ = try await execution(id)
        return try await store.steps(of: ExecutionID(rawValue: id.rawValue))
    }

    /// - Parameter id: the workflow execution.
    /// - Parameter json: `{"mode": "step" | "now"}`, `step` when nothing is said.
    public func pause(_ id: WorkflowExecutionID, _ json: JSONValue) async throws -> ControlOutcome {
        _ = try await execution(id)
        return try await control.pause(id.rawValue, json)
    }

    public func resume(_ id: WorkflowExecutionID) async throws -> ControlOutcome {
        _ = try await execution(id)
        return try await control.resume(id.rawValue)
    }

    public func abort(_ id: WorkflowExecutionID) async throws -> ControlOutcome {
        _ = try await execution(id)
        return try await control.abort(id.rawValue)
    }

    /// Answers a question of the workflow or of one of its executions; the first answer wins.
    /// - Parameter content: the answer.
    /// - Parameter id: the workflow execution.
    /// - Parameter interaction: the id under which it is asked.
    /// - Parameter asker: which of them asks; may be nil where only one asks under that id.
    public func answer(
        _ id: WorkflowExecutionID, interaction: String, asker: ExecutionID?, with content: JSONValue
    ) async throws -> ControlOutcome {
        _ = try await execution(id)
        let views = try await store.views(of: try await store.executions(of: id))
        let asking = try await questions(of: id, views).filter { $0.question.interactionID == interaction }
        let askers = asker.map { [$0] } ?? asking.map { $0.executionID ?? ExecutionID(rawValue: id.rawValue) }
        guard askers.count <= 1 else {
            throw DomainError.conflict(
                "\(askers.count) executions ask '\(interaction)'. Say which one is answered, in \"execution_id\".",
                state: nil, more: ["execution_ids": .array(askers.map { .string($0.rawValue) })])
        }
        let target = askers.first?.rawValue ?? id.rawValue
        guard target == id.rawValue || views.contains(where: { $0.execution.id.rawValue == target }) else {
            throw DomainError.noExecution(ExecutionID(rawValue: target))
        }
        let outcome = try await control.answer(target, interaction: interaction, with: content)
        // Of the whole, which is what was asked about.
        return try await ControlOutcome(
            id.rawValue, control.kind, RunState(rawValue: execution(id).status.rawValue) ?? outcome.runState, isNew: true)
    }

    /// Removes a finished workflow execution with its executions and everything recorded of them.
    public func delete(_ id: WorkflowExecutionID) async throws {
        guard try await store.deleteWorkflowExecution(id) else { throw DomainError.noWorkflowExecution(id) }
    }

    /// Aborts a workflow execution with its executions, unless they are over, and waits until they are.
    func end(_ id: WorkflowExecutionID) async throws {
        let over = await endings.expect(id)
        defer { over.forget() }
        _ = try await engine.abort(RunID(rawValue: id.rawValue))
        while try await !isOver(id) { await over.changed() }
    }

    private func isOver(_ id: WorkflowExecutionID) async throws -> Bool {
        guard try await execution(id).status.isTerminal else { return false }
        return try await store.liveExecutions(ExecutionFilter(workflow: id)).isEmpty
    }

    func execution(_ id: WorkflowExecutionID) async throws -> WorkflowExecution {
        guard let execution = try await store.workflowExecution(id) else { throw DomainError.noWorkflowExecution(id) }
        return execution
    }

    private func questions(of id: WorkflowExecutionID, _ views: [ExecutionView]) async throws -> [WorkflowQuestion] {
        var questions = try await store.openQuestions(of: ExecutionID(rawValue: id.rawValue)).map {
            WorkflowQuestion(executionID: nil, question: $0)
        }
        for execution in views.map(\.execution) where execution.needsInteraction {
            questions += try await store.openQuestions(of: execution.id).map {
                WorkflowQuestion(executionID: execution.id, question: $0)
            }
        }
        return questions
    }

    var control: RunControl { RunControl(engine: engine, store: store, kind: "workflow execution") }
}

extension ControlOutcome {
    fileprivate var runState: RunState { RunState(rawValue: state.rawValue) ?? .running }
}

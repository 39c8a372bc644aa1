public import Domain
public import DurableExecution
import SQL

/// Executions and what their runs recorded.
extension Store {
    public func execution(_ id: ExecutionID) async throws -> Execution? {
        try await database.read { try ExecutionTable.find(id, $0) }
    }

    /// The execution that was started with an idempotency key.
    public func execution(withKey key: String) async throws -> Execution? {
        try await database.read { sql in
            guard let run = try RunTable.record(withKey: key, sql) else { return nil }
            return try ExecutionTable.find(ExecutionID(rawValue: run.id.rawValue), sql)
        }
    }

    /// The run that was started with an idempotency key, whatever it does.
    public func run(withKey key: String) async throws -> RunRecord? {
        try await database.read { try RunTable.record(withKey: key, $0) }
    }

    public func executions(_ filter: ExecutionFilter, _ page: Page) async throws -> Paged<Execution> {
        try await database.read { try ExecutionTable.list(filter, page, $0) }
    }

    /// The executions of an agent or a task that are not over.
    public func liveExecutions(_ filter: ExecutionFilter) async throws -> [ExecutionID] {
        try await database.read { try ExecutionTable.live(filter, $0) }
    }

    /// Removes a finished execution with its journal. - Returns: false when there is no such execution.
    /// - Throws: `DomainError/conflict(_:state:more:)` when it is not over.
    public func deleteExecution(_ id: ExecutionID) async throws -> Bool {
        let now = now()
        return try await write { transaction in
            guard let execution = try ExecutionTable.find(id, transaction.sql) else { return false }
            guard execution.status.isTerminal else {
                throw DomainError.conflict(
                    "Execution \(id) is \(execution.status.rawValue). Abort it first.", state: execution.status.rawValue)
            }
            try Self.requireNoLiveWorkflow(of: execution, transaction.sql)
            try ExecutionTable.delete(id, transaction.sql)
            try transaction.tell(
                Event(
                    type: .execution, name: "deleted", data: try JSONColumn.encode(["execution_id": id.rawValue]),
                    timestamp: now, subject: EventSubject(execution: id.rawValue)))
            return true
        }
    }

    /// A workflow execution that goes on reads from its executions what came of them.
    private static func requireNoLiveWorkflow(of execution: Execution, _ sql: any SQLConnection) throws {
        let id = execution.workflowExecutionID.map(WorkflowExecutionID.init)
        guard let workflow = try id.flatMap({ try WorkflowExecutionTable.find($0, sql) }), !workflow.status.isTerminal
        else { return }
        throw DomainError.conflict(
            "Execution \(execution.id) belongs to workflow execution \(workflow.id), which is "
                + "\(workflow.status.rawValue). Abort that first.",
            state: execution.status.rawValue, more: ["workflow_execution_id": .string(workflow.id.rawValue)])
    }

    /// The attempts of an execution's steps, in the order of their beginning.
    public func steps(of id: ExecutionID) async throws -> [StepSummary] {
        try await database.read { sql in
            try StepTable.all(of: RunID(rawValue: id.rawValue), sql).map(StepSummary.init)
        }
    }

    /// Questions of an execution that nobody has answered yet, oldest first.
    public func openQuestions(of id: ExecutionID) async throws -> [OpenQuestion] {
        try await database.read { sql in
            try SignalTable.open(of: RunID(rawValue: id.rawValue), sql).map {
                OpenQuestion(interactionID: $0.interaction, question: $0.question, askedAt: $0.askedAt)
            }
        }
    }
}

extension StepSummary {
    fileprivate init(_ record: StepRecord) throws {
        self.init(
            path: record.start.path.rawValue, kind: record.start.kind.rawValue, attempt: record.start.attempt,
            callID: record.start.callID, startedAt: Timestamp(record.start.startedAt),
            endedAt: record.endedAt.map(Timestamp.init))
        switch record.status {
        case .started: break
        case .completed(let text):
            status = .completed
            output = try JSONColumn.decode(from: text.text)
        case .failed(let failure, let retryAt):
            status = .failed
            error = failure.message
            cause = failure.kind
            self.retryAt = retryAt.map(Timestamp.init)
        }
    }
}

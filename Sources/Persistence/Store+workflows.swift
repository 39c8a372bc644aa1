public import Domain
import DurableExecution
import SQL

/// Workflow executions and what their runs recorded.
extension Store {
    public func workflowExecution(_ id: WorkflowExecutionID) async throws -> WorkflowExecution? {
        try await database.read { try WorkflowExecutionTable.find(id, $0) }
    }

    /// The workflow execution that was started with an idempotency key.
    public func workflowExecution(withKey key: String) async throws -> WorkflowExecution? {
        try await database.read { sql in
            guard let run = try RunTable.record(withKey: key, sql) else { return nil }
            return try WorkflowExecutionTable.find(WorkflowExecutionID(rawValue: run.id.rawValue), sql)
        }
    }

    public func workflowExecutions(
        _ filter: WorkflowExecutionFilter, _ page: Page
    ) async throws -> Paged<WorkflowExecution> {
        try await database.read { try WorkflowExecutionTable.list(filter, page, $0) }
    }

    /// Those that are not over.
    public func liveWorkflowExecutions(_ filter: WorkflowExecutionFilter) async throws -> [WorkflowExecutionID] {
        try await database.read { try WorkflowExecutionTable.live(filter, $0) }
    }

    /// What a workflow execution was started with.
    public func workflowOrder(_ id: WorkflowExecutionID) async throws -> WorkflowOrder? {
        try await database.read { sql in
            guard let run = try RunTable.record(RunID(rawValue: id.rawValue), sql) else { return nil }
            return try JSONColumn.decode(from: run.seed.input.text)
        }
    }

    /// The executions of a workflow execution, oldest first; those that it keeps from the one that it repeats come first.
    public func executions(of id: WorkflowExecutionID) async throws -> [Execution] {
        try await database.read { try ExecutionTable.kept(by: id, $0) + ExecutionTable.all(of: id, $0) }
    }

    /// The workflow executions that repeat one, oldest first.
    public func reruns(of id: WorkflowExecutionID) async throws -> [WorkflowExecutionID] {
        try await database.read { try WorkflowExecutionTable.reruns(of: id, $0) }
    }

    /// What agents handed to each other, in the order in which they did.
    public func communications(of id: WorkflowExecutionID) async throws -> [AgentMessage] {
        try await database.read { try AgentCommunicationTable.all(of: id, $0) }
    }

    /// Removes a finished workflow execution, its executions and everything recorded of them.
    /// - Returns: false when there is none.
    /// - Throws: `DomainError/conflict(_:state:more:)` when it, or one of its executions, is not over.
    public func deleteWorkflowExecution(_ id: WorkflowExecutionID) async throws -> Bool {
        let now = now()
        return try await write { transaction in
            guard let execution = try WorkflowExecutionTable.find(id, transaction.sql) else { return false }
            let executions = try ExecutionTable.all(of: id, transaction.sql)
            try Self.requireOver(execution, executions)
            for execution in executions { try ExecutionTable.delete(execution.id, transaction.sql) }
            try WorkflowExecutionTable.delete(id, transaction.sql)
            try transaction.tell(
                Event(
                    type: .workflow, name: "deleted", data: try JSONColumn.encode(["workflow_execution_id": id.rawValue]),
                    timestamp: now, subject: EventSubject(workflow: id.rawValue)))
            return true
        }
    }

    private static func requireOver(_ execution: WorkflowExecution, _ executions: [Execution]) throws {
        guard execution.status.isTerminal else {
            throw DomainError.conflict(
                "Workflow execution \(execution.id) is \(execution.status.rawValue). Abort it first.",
                state: execution.status.rawValue)
        }
        let live = executions.filter { !$0.status.isTerminal }
        guard live.isEmpty else {
            throw DomainError.conflict(
                "\(live.count) execution\(live.count == 1 ? "" : "s") of it still end\(live.count == 1 ? "s" : "").",
                state: execution.status.rawValue,
                more: ["running_executions": .array(live.map { .string($0.id.rawValue) })])
        }
    }
}

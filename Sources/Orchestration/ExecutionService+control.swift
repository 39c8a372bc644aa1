public import Domain
import DurableExecution
import Persistence

/// Pause, resume, abort, answer, look, delete.
extension ExecutionService {
    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func find(_ id: ExecutionID) async throws -> Execution {
        guard let execution = try await store.execution(id) else { throw DomainError.noExecution(id) }
        return execution
    }

    public func list(_ filter: ExecutionFilter, _ page: Page) async throws -> Paged<ExecutionView> {
        let executions = try await store.executions(filter, page)
        return Paged(items: try await store.views(of: executions.items), total: executions.total, page: page)
    }

    /// An execution with the end of its log and its open questions.
    public func details(_ id: ExecutionID) async throws -> ExecutionDetails {
        let view = try await store.views(of: [find(id)])[0]
        return ExecutionDetails(
            view: view, logs: try await recentLog(of: id).lines, questions: try await store.openQuestions(of: id))
    }

    private func recentLog(of id: ExecutionID) async throws -> RecentLog {
        var log = RecentLog(all: "/api/execution/\(id)/events")
        var end = try await store.eventCount(ofRun: id.rawValue)
        while end > 0, !log.isFull {
            let start = max(0, end - RecentLog.page)
            let events = try await store.events(ofRun: id.rawValue, after: start, limit: Int(end - start))
            for event in events.reversed() { log.addBefore(event.event) }
            end = start
        }
        return log
    }

    /// The journal's events after one of its numbers.
    public func events(of id: ExecutionID, after number: Int64, limit: Int) async throws -> [StoredEvent] {
        _ = try await find(id)
        return try await store.events(ofRun: id.rawValue, after: number, limit: limit)
    }

    public func steps(of id: ExecutionID) async throws -> [StepSummary] {
        _ = try await find(id)
        return try await store.steps(of: id)
    }

    /// - Throws: `DomainError/notFound(kind:id:)`; `DomainError/conflict(_:state:more:)` naming the state that does
    ///   not allow it.
    /// - Parameter id: the execution.
    /// - Parameter json: `{"mode": "step" | "now"}`, `step` when nothing is said.
    public func pause(_ id: ExecutionID, _ json: JSONValue) async throws -> ControlOutcome {
        try await control.pause(id.rawValue, json)
    }

    public func resume(_ id: ExecutionID) async throws -> ControlOutcome {
        try await control.resume(id.rawValue)
    }

    public func abort(_ id: ExecutionID) async throws -> ControlOutcome {
        try await control.abort(id.rawValue)
    }

    /// Aborts an execution, unless it is over, and waits until it is.
    func end(_ id: ExecutionID) async throws {
        let over = await endings.expect(id)
        defer { over.forget() }
        _ = try await engine.abort(RunID(rawValue: id.rawValue))
        while try await !find(id).status.isTerminal { await over.changed() }
    }

    /// Answers the question that an execution waits on; the first answer wins.
    public func answer(_ id: ExecutionID, interaction: String, with content: JSONValue) async throws -> ControlOutcome {
        try await control.answer(id.rawValue, interaction: interaction, with: content)
    }

    /// Removes a finished execution and everything recorded of it.
    public func delete(_ id: ExecutionID) async throws {
        guard try await store.deleteExecution(id) else { throw DomainError.noExecution(id) }
    }

    var control: RunControl { RunControl(engine: engine, store: store, kind: "execution") }
}

/// An execution, and on what it waits.
public struct ExecutionView: Sendable {
    public let execution: Execution
    /// Nil for one that runs or is over.
    public let waitingFor: WaitingReason?
}

/// An execution with everything one looks at.
public struct ExecutionDetails: Sendable {
    public let view: ExecutionView
    /// The newest lines.
    public let logs: [LogLine]
    public let questions: [OpenQuestion]
}

extension Store {
    func views(of executions: [Execution]) async throws -> [ExecutionView] {
        let live = executions.filter { !$0.status.isTerminal }
        let reasons = live.isEmpty ? [:] : try await waitingReasons(of: live.map(\.id.rawValue))
        return executions.map { ExecutionView(execution: $0, waitingFor: reasons[$0.id.rawValue]) }
    }
}

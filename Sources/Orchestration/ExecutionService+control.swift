import Agents
public import Domain
import DurableExecution
import Persistence

/// Pause, resume, abort, answer, look, delete.
extension ExecutionService {
    /// - Throws: ``DomainError/notFound(kind:id:)``.
    public func find(_ id: ExecutionID) async throws -> Execution {
        guard let execution = try await store.execution(id) else { throw DomainError.noExecution(id) }
        return execution
    }

    public func list(_ filter: ExecutionFilter, _ page: Page) async throws -> Paged<Execution> {
        try await store.executions(filter, page)
    }

    /// An execution with its log and its open questions.
    public func details(_ id: ExecutionID) async throws -> ExecutionDetails {
        let execution = try await find(id)
        let events = try await store.events(ofRun: id.rawValue, after: 0, limit: 10_000)
        return ExecutionDetails(
            execution: execution, logs: events.compactMap(LogLine.init), questions: try await store.openQuestions(of: id))
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

    /// - Throws: ``DomainError/notFound(kind:id:)``; ``DomainError/conflict(_:state:more:)`` naming the state that does
    ///   not allow it.
    /// - Parameter json: `{"mode": "step" | "now"}`, `step` when nothing is said.
    public func pause(_ id: ExecutionID, _ json: JSONValue) async throws -> ControlOutcome {
        var fields = FieldReader(json, at: ["body"])
        let mode: PauseMode = fields.choice("mode", default: .step)
        try fields.finish()
        return try outcome(await engine.pause(RunID(rawValue: id.rawValue), mode: mode), of: "paused", id)
    }

    public func resume(_ id: ExecutionID) async throws -> ControlOutcome {
        try outcome(await engine.resume(RunID(rawValue: id.rawValue)), of: "resumed", id)
    }

    public func abort(_ id: ExecutionID) async throws -> ControlOutcome {
        try outcome(await engine.abort(RunID(rawValue: id.rawValue)), of: "aborted", id)
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
        let questions = try await store.openQuestions(of: id)
        if let question = questions.first(where: { $0.interactionID == interaction }),
            let asked = Interaction(question.question)
        {
            _ = try InteractionAnswer(content, to: asked)
        }
        let outcome = try await engine.answer(
            interaction, with: JSONText(stored: content.text), to: RunID(rawValue: id.rawValue))
        return try self.outcome(outcome, interaction, id)
    }

    /// Removes a finished execution and everything recorded of it.
    public func delete(_ id: ExecutionID) async throws {
        guard try await store.deleteExecution(id) else { throw DomainError.noExecution(id) }
    }

    private func outcome(_ outcome: CommandOutcome?, of verb: String, _ id: ExecutionID) throws -> ControlOutcome {
        guard let outcome else { throw DomainError.noExecution(id) }
        switch outcome.response {
        case .moved: return ControlOutcome(id, outcome.state, isNew: true)
        case .unchanged: return ControlOutcome(id, outcome.state, isNew: false)
        case .refused:
            throw DomainError.conflict(
                "Execution \(id) is \(outcome.state.rawValue) and cannot be \(verb).", state: outcome.state.rawValue)
        }
    }

    private func outcome(_ outcome: AnswerOutcome, _ interaction: String, _ id: ExecutionID) throws -> ControlOutcome {
        switch outcome {
        case .accepted(let state): return ControlOutcome(id, state, isNew: true)
        case .answeredBefore:
            throw DomainError.conflict("Interaction '\(interaction)' was answered before.", state: nil)
        case .noSuchQuestion: throw DomainError.notFound(kind: "interaction", id: interaction)
        case .ended(let state):
            throw DomainError.conflict("Execution \(id) is \(state.rawValue) and asks nothing.", state: state.rawValue)
        case .noSuchRun: throw DomainError.noExecution(id)
        }
    }
}

/// What a command came to.
public struct ControlOutcome: Sendable {
    public let id: ExecutionID
    public let state: ExecutionStatus
    /// False when it was so already.
    public let isNew: Bool

    init(_ id: ExecutionID, _ state: RunState, isNew: Bool) {
        self.id = id
        self.state = ExecutionStatus(rawValue: state.rawValue) ?? .running
        self.isNew = isNew
    }
}

/// An execution with everything one looks at.
public struct ExecutionDetails: Sendable {
    public let execution: Execution
    public let logs: [LogLine]
    public let questions: [OpenQuestion]
}

extension Interaction {
    /// Reads a stored question; nil for one of another form.
    fileprivate init?(_ json: JSONValue) {
        // Workflows may ask in any form; only these have rules for their answers.
        guard let interaction = try? JSONText(stored: json.text).decode(Interaction.self) else { return nil }
        self = interaction
    }
}

import Agents
public import Domain
import DurableExecution
import Persistence

/// Commands to one kind of run, answered in the words of that kind.
struct RunControl {
    let engine: RunEngine
    let store: Store
    /// Such as `execution`.
    let kind: String

    /// - Parameter json: `{"mode": "step" | "now"}`, `step` when nothing is said.
    func pause(_ id: String, _ json: JSONValue) async throws -> ControlOutcome {
        var fields = FieldReader(json, at: ["body"])
        let mode: PauseMode = fields.choice("mode", default: .step)
        try fields.finish()
        return try outcome(await engine.pause(RunID(rawValue: id), mode: mode), of: "paused", id)
    }

    func resume(_ id: String) async throws -> ControlOutcome {
        try outcome(await engine.resume(RunID(rawValue: id)), of: "resumed", id)
    }

    func abort(_ id: String) async throws -> ControlOutcome {
        try outcome(await engine.abort(RunID(rawValue: id)), of: "aborted", id)
    }

    /// Answers a run's question; the first answer wins.
    func answer(_ id: String, interaction: String, with content: JSONValue) async throws -> ControlOutcome {
        let questions = try await store.openQuestions(of: ExecutionID(rawValue: id))
        if let question = questions.first(where: { $0.interactionID == interaction }),
            let asked = Interaction(question.question)
        {
            _ = try InteractionAnswer(content, to: asked)
        }
        let outcome = try await engine.answer(
            interaction, with: JSONText(stored: content.text), to: RunID(rawValue: id))
        return try self.outcome(outcome, interaction, id)
    }

    private func outcome(_ outcome: CommandOutcome?, of verb: String, _ id: String) throws -> ControlOutcome {
        guard let outcome else { throw unknown(id) }
        switch outcome.response {
        case .moved: return ControlOutcome(id, kind, outcome.state, isNew: true)
        case .unchanged: return ControlOutcome(id, kind, outcome.state, isNew: false)
        case .refused:
            throw DomainError.conflict(
                "\(kind.sentenceStart) \(id) is \(outcome.state.rawValue) and cannot be \(verb).",
                state: outcome.state.rawValue)
        }
    }

    private func outcome(_ outcome: AnswerOutcome, _ interaction: String, _ id: String) throws -> ControlOutcome {
        switch outcome {
        case .accepted(let state): return ControlOutcome(id, kind, state, isNew: true)
        case .answeredBefore:
            throw DomainError.conflict("Interaction '\(interaction)' was answered before.", state: nil)
        case .noSuchQuestion: throw DomainError.notFound(kind: "interaction", id: interaction)
        case .ended(let state):
            throw DomainError.conflict(
                "\(kind.sentenceStart) \(id) is \(state.rawValue) and asks nothing.", state: state.rawValue)
        case .noSuchRun: throw unknown(id)
        }
    }

    private func unknown(_ id: String) -> DomainError { .notFound(kind: kind, id: id) }
}

/// What a command came to.
public struct ControlOutcome: Sendable {
    public let id: String
    /// Such as `execution`.
    public let kind: String
    public let state: ExecutionStatus
    /// False when it was so already.
    public let isNew: Bool

    init(_ id: String, _ kind: String, _ state: RunState, isNew: Bool) {
        self.id = id
        self.kind = kind
        self.state = ExecutionStatus(rawValue: state.rawValue) ?? .running
        self.isNew = isNew
    }
}

extension String {
    /// With a capital letter.
    var sentenceStart: String { prefix(1).uppercased() + dropFirst() }
}

extension Interaction {
    /// Reads a stored question; nil for one of another form.
    fileprivate init?(_ json: JSONValue) {
        // Workflows may ask in any form; only these have rules for their answers.
        guard let interaction = try? JSONText(stored: json.text).decode(Interaction.self) else { return nil }
        self = interaction
    }
}

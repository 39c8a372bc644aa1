import Domain
public import DurableExecution
import SQL

/// What people ask of runs.
extension StoreJournal {
    public func command(_ event: RunEvent, pauseMode: PauseMode?, to run: RunID) async throws -> CommandOutcome? {
        let now = store.now()
        return try await write { transaction in
            let change = RunChange(pauseMode: event == .pauseRequested ? pauseMode : nil)
            guard let (response, state) = try Self.command(event, change, run, now, transaction) else { return nil }
            var reached: [RunID: RunState] = [:]
            if response != .refused {
                reached[run] = state
                for child in try RunTable.liveFamily(of: run, transaction.sql) where child != run {
                    guard let (response, state) = try Self.command(event, change, child, now, transaction) else { continue }
                    if response != .refused { reached[child] = state }
                }
            }
            return CommandOutcome(response: response, state: state, reached: reached)
        }
    }

    /// Applies a command to one run; a pause at the step becomes a pause now when that is asked later.
    private static func command(
        _ event: RunEvent, _ change: RunChange, _ run: RunID, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws -> (response: RunStateMachine.Response, state: RunState)? {
        let outcome = try apply(event, to: run, change, now, transaction)
        if let outcome, outcome.response == .unchanged, outcome.state == .pausing, change.pauseMode == .now {
            try RunTable.setPauseMode(.now, of: run, transaction.sql)
        }
        return outcome
    }

    public func answer(_ interaction: String, with content: JSONText, to run: RunID) async throws -> AnswerOutcome {
        let now = store.now()
        return try await write { transaction in
            guard let row = try RunTable.row(run, transaction.sql) else { return .noSuchRun }
            guard !row.state.isTerminal else { return .ended(row.state) }
            guard try SignalTable.exists(interaction, of: run, transaction.sql) else { return .noSuchQuestion }
            guard try SignalTable.answer(interaction, with: content, of: run, at: now, transaction.sql) else {
                return .answeredBefore
            }
            try Self.tellAnswer(to: interaction, content, run, now, transaction)
            let state = try Self.apply(.inputGiven, to: run, RunChange(), now, transaction)?.state
            return .accepted(state ?? row.state)
        }
    }

    public func instruct(_ name: String, _ content: JSONText, to run: RunID) async throws -> AnswerOutcome {
        let now = store.now()
        return try await write { transaction in
            guard let row = try RunTable.row(run, transaction.sql) else { return .noSuchRun }
            guard !row.state.isTerminal else { return .ended(row.state) }
            guard try SignalTable.instruct(name, content, of: run, at: now, transaction.sql) else { return .answeredBefore }
            try Self.tellAnswer(to: name, content, run, now, transaction)
            return .accepted(row.state)
        }
    }

    private static func tellAnswer(
        to interaction: String, _ content: JSONText, _ run: RunID, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws {
        guard let row = try RunTable.reserve(1, of: run, transaction.sql) else { return }
        var teller = RunTeller(row, reserved: 1, transaction)
        var object = JSONObjectText()
        object.add("interaction_id", interaction)
        object.add("answer", json: content.text)
        try teller.tell("input_given", object.text, at: now)
        try RunProjector(transaction: transaction, now: now).questionsChanged(row)
    }
}

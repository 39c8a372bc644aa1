import Domain
public import DurableExecution
import SQL

/// What people ask of runs.
extension StoreJournal {
    public func command(_ event: RunEvent, pauseMode: PauseMode?, to run: RunID) async throws -> CommandOutcome? {
        let now = store.now()
        return try await store.write { transaction in
            guard try RunTable.row(run, transaction.sql) != nil else { return nil }
            var reached: [RunID: RunState] = [:]
            var answer: (response: RunStateMachine.Response, state: RunState)?
            for member in try RunTable.liveFamily(of: run, transaction.sql) {
                let change = RunChange(pauseMode: event == .pauseRequested ? pauseMode : nil)
                guard let (response, state) = try Self.apply(event, to: member, change, now, transaction) else { continue }
                if response != .refused { reached[member] = state }
                if response == .unchanged, state == .pausing, pauseMode == .now {
                    try RunTable.setPauseMode(.now, of: member, transaction.sql)
                }
                if member == run { answer = (response, state) }
            }
            return answer.map { CommandOutcome(response: $0.response, state: $0.state, reached: reached) }
        }
    }

    public func answer(_ interaction: String, with content: JSONText, to run: RunID) async throws -> AnswerOutcome {
        let now = store.now()
        return try await store.write { transaction in
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

    private static func tellAnswer(
        to interaction: String, _ content: JSONText, _ run: RunID, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws {
        guard let row = try RunTable.reserve(1, of: run, transaction.sql) else { return }
        var teller = RunTeller(row, reserved: 1, transaction)
        let name = try JSONColumn.encode(interaction)
        try teller.tell("input_given", "{\"interaction_id\":\(name),\"answer\":\(content.text)}", at: now)
        try RunProjector(transaction: transaction, now: now).questionsChanged(row)
    }
}

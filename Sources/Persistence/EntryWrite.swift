import Domain
import DurableExecution
import SQL

/// One journal entry made ready to be written: what can be made beforehand is not left to the one writer.
///
/// A class, so that the frames of ten thousand runs hold a reference each, not statements.
final class EntryWrite: Sendable {
    private let entry: JournalEntry
    private let lease: RunLease
    private let now: Timestamp
    /// Writes the step's row; nil where the entry is about no step's beginning or end.
    private let row: SQLQuery?
    private let reservation: SQLQuery
    private let notes: [(event: String, data: String)]
    /// The call of a model that a step's end carries.
    private let call: ModelCallReport?

    // What it makes along the way does not lie in the frame of whoever waits for the write.
    @inline(never)
    init(_ entry: JournalEntry, under lease: RunLease, at now: Timestamp) throws {
        self.entry = entry
        self.lease = lease
        self.now = now
        row = try Self.row(of: entry, lease.run)
        notes = Self.notes(of: entry)
        reservation = RunTable.reservation(of: notes.count, under: lease)
        call = Self.call(of: entry)
    }

    /// - Throws: ``LeaseLost``, with nothing written, when the lease is void (D5).
    func perform(_ transaction: StoreTransaction) throws {
        let isNew = try record(transaction.sql)
        let statement = isNew ? reservation : RunTable.reservation(of: 0, under: lease)
        guard try transaction.sql.run(statement) > 0, let run = try RunTable.row(lease.run, transaction.sql) else {
            throw LeaseLost(lease)
        }
        guard isNew else { return }
        var teller = RunTeller(run, reserved: notes.count, transaction)
        for note in notes { try teller.tell(note.event, note.data, at: now) }
        try project(run, transaction)
    }

    /// Writes the journal proper. - Returns: false when that was recorded before: it is not told again (D3).
    private func record(_ sql: any SQLTransaction) throws -> Bool {
        let isNew = try row.map { try sql.run($0) > 0 } ?? true
        switch entry {
        case .stepStarted, .childStarted, .stepCompleted, .stepFailed: return isNew
        case .noted(_, let progress, let step):
            if let progress { try StepTable.note(progress: progress, of: step, in: lease.run, sql) }
            return true
        case .asked(let question, _): return try SignalTable.ask(question, of: lease.run, at: now, sql)
        }
    }

    /// Changes what follows from the entry.
    private func project(_ run: RunRow, _ transaction: StoreTransaction) throws {
        let projector = RunProjector(transaction: transaction, now: now)
        switch entry {
        case .stepStarted, .noted: break
        case .stepCompleted(let step, _, let notes, _):
            if let call { try projector.called(call, by: run) }
            if step.kind == .note { try projector.told(notes, by: run) }
        case .stepFailed:
            if let call { try projector.called(call, by: run) }
        case .asked: try projector.questionsChanged(run)
        case .childStarted(_, let seed):
            guard run.state == .running else { throw RunIsStopping() }
            _ = try StoreJournal.insert(seed, at: now, transaction)
        }
    }
}

// MARK: - What is made beforehand

extension EntryWrite {
    private static func row(of entry: JournalEntry, _ run: RunID) throws -> SQLQuery? {
        switch entry {
        case .stepStarted(let step), .childStarted(let step, _): return StepTable.start(step, of: run)
        case .asked(_, let step): return step.kind == .input ? StepTable.start(step, of: run) : nil
        case .stepCompleted(let step, let output, _, let ended):
            return StepTable.complete(step, of: run, output: output, at: Timestamp(ended))
        case .stepFailed(let step, let failure, let retryAt, let ended):
            return try StepTable.fail(
                step, of: run, failure: failure, retryAt: retryAt.map(Timestamp.init), at: Timestamp(ended))
        case .noted: return nil
        }
    }

    /// A step that called a model says so in its output, or in its failure's details. The failure of a child carries the call of
    /// the child, which counted there.
    private static func call(of entry: JournalEntry) -> ModelCallReport? {
        let carrier: String? =
            switch entry {
            case .stepCompleted(let step, let output, _, _) where step.kind == .step: output.text
            case .stepFailed(let step, let failure, _, _) where step.kind == .step: failure.details?.text
            default: nil
            }
        // Only an object carries anything; reading for nothing takes longer than writing the step.
        guard let carrier, carrier.utf8.first == UInt8(ascii: "{") else { return nil }
        // Else it is a step of another kind.
        return (try? JSONValue(parsing: carrier.utf8))?["call"].flatMap(ModelCallReport.init)
    }

    private static func notes(of entry: JournalEntry) -> [(event: String, data: String)] {
        switch entry {
        case .stepStarted(let step):
            return [("step_started", step.told())]
        case .stepCompleted(let step, _, let notes, let ended):
            let told = notes.map { ($0.event, $0.data.text) }
            return step.kind.isTold ? told + [("step_completed", step.told(endedAt: ended))] : told
        case .stepFailed(let step, let failure, let retryAt, let ended):
            let data = step.told(endedAt: ended, failure: failure, retryAt: retryAt)
            return [(retryAt == nil ? "step_failed" : "step_retried", data)]
        case .noted(let notes, _, _):
            return notes.map { ($0.event, $0.data.text) }
        case .childStarted(let step, let seed):
            var object = JSONObjectText()
            object.add("child_id", seed.id.rawValue)
            object.add("step", step.path.rawValue)
            return [("child_started", object.text)]
        case .asked(let question, _):
            var object = JSONObjectText()
            object.add("interaction_id", question.interaction)
            object.add("question", json: question.content.text)
            return [("needs_input", object.text)]
        }
    }
}

extension StepKind {
    /// Whether its end is an event; times and chances are of no interest to anybody.
    fileprivate var isTold: Bool {
        switch self {
        case .step, .input, .timer, .child: true
        case .value, .note, .parallel: false
        }
    }
}

extension StepStart {
    /// What an event says of a step, as JSON text.
    fileprivate func told(endedAt: Moment? = nil, failure: RunFailure? = nil, retryAt: Moment? = nil) -> String {
        var object = JSONObjectText(capacity: 160)
        object.add("attempt", attempt)
        object.add("cause", failure?.kind)
        object.add("ended_at", endedAt.map { Timestamp($0).iso8601 })
        object.add("error", failure?.message)
        object.add("retry_at", retryAt.map { Timestamp($0).iso8601 })
        object.add("started_at", Timestamp(startedAt).iso8601)
        object.add("step", path.rawValue)
        return object.text
    }
}

extension Timestamp {
    init(_ moment: Moment) {
        self.init(milliseconds: moment.milliseconds)
    }
}

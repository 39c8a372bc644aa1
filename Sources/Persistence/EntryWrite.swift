import Domain
import DurableExecution
import SQL

/// One journal entry made ready to be written: everything that can be encoded beforehand is.
struct EntryWrite: Sendable {
    private let entry: JournalEntry
    private let lease: RunLease
    private let now: Timestamp
    private let notes: [(event: String, data: String)]

    init(_ entry: JournalEntry, under lease: RunLease, at now: Timestamp) throws {
        self.entry = entry
        self.lease = lease
        self.now = now
        notes = try Self.notes(of: entry)
    }

    /// - Throws: ``LeaseLost``, with nothing written, when the lease is void (D5).
    func perform(_ transaction: StoreTransaction) throws {
        let isNew = try record(transaction.sql)
        guard let run = try RunTable.reserve(isNew ? notes.count : 0, under: lease, transaction.sql) else {
            throw LeaseLost(lease)
        }
        guard isNew else { return }
        var teller = RunTeller(run, reserved: notes.count, transaction)
        for note in notes { try teller.tell(note.event, note.data, at: now) }
        try project(run, transaction)
    }

    /// Writes the journal proper. - Returns: false when that was recorded before: it is not told again (D3).
    private func record(_ sql: any SQLTransaction) throws -> Bool {
        switch entry {
        case .stepStarted(let step), .childStarted(let step, _):
            return try StepTable.start(step, of: lease.run, sql)
        case .stepCompleted(let step, let output, _, let ended):
            return try StepTable.complete(step, of: lease.run, output: output, at: Timestamp(ended), sql)
        case .stepFailed(let step, let failure, let retryAt, let ended):
            return try StepTable.fail(
                step, of: lease.run, failure: try JSONColumn.encode(failure), retryAt: retryAt.map(Timestamp.init),
                at: Timestamp(ended), sql)
        case .noted(_, let progress, let step):
            if let progress { try StepTable.note(progress: progress, of: step, in: lease.run, sql) }
            return true
        case .asked(let question, let step):
            if step.kind == .input { _ = try StepTable.start(step, of: lease.run, sql) }
            return try SignalTable.ask(question, of: lease.run, at: now, sql)
        }
    }

    /// Changes what follows from the entry.
    private func project(_ run: RunRow, _ transaction: StoreTransaction) throws {
        let projector = RunProjector(transaction: transaction, now: now)
        switch entry {
        case .stepStarted, .noted: break
        case .stepCompleted(let step, let output, _, _):
            if step.kind == .step { try projector.stepEnded(run, carrier: output.text) }
        case .stepFailed(_, let failure, _, _): try projector.stepEnded(run, carrier: failure.details?.text)
        case .asked: try projector.questionsChanged(run)
        case .childStarted(_, let seed):
            guard run.state == .running else { throw RunIsStopping() }
            _ = try StoreJournal.insert(seed, at: now, transaction)
        }
    }
}

// MARK: - Events of entries

extension EntryWrite {
    private static func notes(of entry: JournalEntry) throws -> [(event: String, data: String)] {
        switch entry {
        case .stepStarted(let step):
            return [("step_started", try JSONColumn.encode(StepEvent(step)))]
        case .stepCompleted(let step, _, let notes, let ended):
            let told = notes.map { ($0.event, $0.data.text) }
            guard step.kind.isTold else { return told }
            return told + [("step_completed", try JSONColumn.encode(StepEvent(step, endedAt: ended)))]
        case .stepFailed(let step, let failure, let retryAt, let ended):
            let event = StepEvent(step, endedAt: ended, failure: failure, retryAt: retryAt)
            return [(retryAt == nil ? "step_failed" : "step_retried", try JSONColumn.encode(event))]
        case .noted(let notes, _, _):
            return notes.map { ($0.event, $0.data.text) }
        case .childStarted(let step, let seed):
            return [("child_started", try JSONColumn.encode(["step": step.path.rawValue, "child_id": seed.id.rawValue]))]
        case .asked(let question, _):
            let name = try JSONColumn.encode(question.interaction)
            return [("needs_input", "{\"interaction_id\":\(name),\"question\":\(question.content.text)}")]
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

/// What an event says of a step.
private struct StepEvent: Encodable {
    let step: String
    let attempt: Int
    let startedAt: Timestamp
    var endedAt: Timestamp?
    var error: String?
    var cause: String?
    var retryAt: Timestamp?

    init(_ start: StepStart, endedAt: Moment? = nil, failure: RunFailure? = nil, retryAt: Moment? = nil) {
        step = start.path.rawValue
        attempt = start.attempt
        startedAt = Timestamp(start.startedAt)
        self.endedAt = endedAt.map(Timestamp.init)
        error = failure?.message
        cause = failure?.kind
        self.retryAt = retryAt.map(Timestamp.init)
    }

    enum CodingKeys: String, CodingKey {
        case step, attempt, error, cause
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case retryAt = "retry_at"
    }
}

extension Timestamp {
    init(_ moment: Moment) {
        self.init(milliseconds: moment.milliseconds)
    }
}

import Domain
public import DurableExecution
import SQL

/// The engine's journal on the store: every method is one transaction, with the columns and events it changes.
public struct StoreJournal: Journal {
    let store: Store
    let brokenLeases = BrokenLeases()

    public init(_ store: Store) {
        self.store = store
    }

    public func create(_ seed: RunSeed, keeping kept: [StepRecord]) async throws -> RunRecord {
        let now = store.now()
        return try await write { transaction in
            if let key = seed.idempotencyKey, let known = try RunTable.record(withKey: key, transaction.sql) { return known }
            for step in kept { try StepTable.take(step, into: seed.id, transaction.sql) }
            return try Self.insert(seed, at: now, transaction)
        }
    }

    public func record(of run: RunID) async throws -> RunRecord? {
        try await read { try RunTable.record(run, $0) }
    }

    public func history(of run: RunID) async throws -> (steps: [StepRecord], answers: [String: JSONText]) {
        try await read { (try StepTable.all(of: run, $0), try SignalTable.answers(of: run, $0)) }
    }

    public func append(_ entry: JournalEntry, under lease: RunLease) async throws {
        let entry = try EntryWrite(entry, under: lease, at: store.now())
        do {
            try await write { try perform(entry, under: lease, $0) }
        } catch let refusal as DomainError {
            throw RunFailure(refusal)
        }
    }

    public func enqueue(
        _ entry: JournalEntry, under lease: RunLease, failed: @escaping @Sendable (any Error) -> Void
    ) {
        do {
            let entry = try EntryWrite(entry, under: lease, at: store.now())
            store.enqueue({ try perform(entry, under: lease, $0) }, failed: { failed(broken(lease, $0)) })
        } catch {
            failed(broken(lease, error))
        }
    }

    private func perform(_ entry: EntryWrite, under lease: RunLease, _ transaction: StoreTransaction) throws {
        try brokenLeases.requireWhole(lease)
        try entry.perform(transaction)
    }

    private func broken(_ lease: RunLease, _ error: any Error) -> any Error {
        let error = Self.naming(error)
        brokenLeases.add(lease, error)
        return error
    }

    static func insert(_ seed: RunSeed, at now: Timestamp, _ transaction: StoreTransaction) throws -> RunRecord {
        let run = try RunRow(seed, topic: seed.labels["execution_id"] == nil ? .workflow : .execution)
        try RunTable.insert(seed, run, at: now, transaction.sql)
        try RunProjector(transaction: transaction, now: now).created(seed, topic: run.topic)
        var teller = RunTeller(run, reserved: 1, transaction)
        try teller.tell("created", "{\"status\":\"pending\"}", at: now)
        return RunRecord(seed: seed, state: .pending, epoch: 0, createdAt: Moment(milliseconds: now.milliseconds))
    }
}

// MARK: - Errors in the engine's words

extension StoreJournal {
    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
        do {
            return try await store.database.read(body)
        } catch {
            throw Self.naming(error)
        }
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (StoreTransaction) throws -> Result) async throws -> Result {
        do {
            return try await store.write(body)
        } catch {
            throw Self.naming(error)
        }
    }

    /// What may succeed later is ``JournalUnavailable``.
    private static func naming(_ error: any Error) -> any Error {
        switch error as? SQLError {
        case .full, .unavailable: JournalUnavailable(reason: "\(error)")
        case nil, .constraint, .corrupt, .failed, .decoding, .newerSchema: error
        }
    }
}

extension RunFailure {
    /// Why a child must not start.
    fileprivate init(_ refusal: DomainError) {
        let kind =
            switch refusal {
            case .invalid, .badRequest: "invalid"
            case .notFound: "not_found"
            case .conflict: "conflict"
            case .unavailable: "unavailable"
            case .tooMany: "too_many"
            }
        self.init(kind: kind, message: refusal.description)
    }
}

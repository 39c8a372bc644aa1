import Domain
public import DurableExecution
import SQL

/// The engine's journal on the store: every method is one transaction, with the columns and events it changes.
public struct StoreJournal: Journal {
    let store: Store

    public init(_ store: Store) {
        self.store = store
    }

    public func create(_ seed: RunSeed) async throws -> RunRecord {
        let now = store.now()
        return try await store.write { transaction in
            if let key = seed.idempotencyKey, let known = try RunTable.record(withKey: key, transaction.sql) { return known }
            return try Self.insert(seed, at: now, transaction)
        }
    }

    public func record(of run: RunID) async throws -> RunRecord? {
        try await store.database.read { try RunTable.record(run, $0) }
    }

    public func history(of run: RunID) async throws -> (steps: [StepRecord], answers: [String: JSONText]) {
        try await store.database.read { (try StepTable.all(of: run, $0), try SignalTable.answers(of: run, $0)) }
    }

    public func append(_ entry: JournalEntry, under lease: RunLease) async throws {
        let write = try EntryWrite(entry, under: lease, at: store.now())
        try await store.write { try write.perform($0) }
    }

    public func enqueue(
        _ entry: JournalEntry, under lease: RunLease, failed: @escaping @Sendable (any Error) -> Void
    ) {
        do {
            let write = try EntryWrite(entry, under: lease, at: store.now())
            store.enqueue({ try write.perform($0) }, failed: failed)
        } catch {
            failed(error)
        }
    }

    static func insert(_ seed: RunSeed, at now: Timestamp, _ transaction: StoreTransaction) throws -> RunRecord {
        let topic: EventType = seed.labels["execution_id"] == nil ? .workflow : .execution
        let workflow = seed.labels["workflow_execution_id"]
        try RunTable.insert(seed, topic: topic, workflow: workflow, at: now, transaction.sql)
        try RunProjector(transaction: transaction, now: now).created(seed, topic: topic)
        if let run = try RunTable.reserve(1, of: seed.id, transaction.sql) {
            var teller = RunTeller(run, reserved: 1, transaction)
            try teller.tell("created", "{\"status\":\"pending\"}", at: now)
        }
        return RunRecord(seed: seed, state: .pending, epoch: 0, createdAt: Moment(milliseconds: now.milliseconds))
    }
}

public import Domain
import DurableExecution
import SQL

/// Reading what happened.
extension Store {
    /// Events after a cursor, oldest first.
    public func events(after cursor: Int64, of subscription: Subscription, limit: Int) async throws -> [StoredEvent] {
        try await database.read { try EventTable.after(cursor, of: subscription, limit: limit, $0) }
    }

    /// Events of one run after one of its numbers, oldest first.
    public func events(ofRun run: String, after number: Int64, limit: Int) async throws -> [StoredEvent] {
        try await database.read { try EventTable.ofRun(run, after: number, limit: limit, $0) }
    }

    /// How many events a run has told: the number of its newest one (D7).
    public func eventCount(ofRun run: String) async throws -> Int64 {
        try await database.read { try RunTable.row(RunID(rawValue: run), $0)?.eventCount ?? 0 }
    }

    /// The newest cursor, 0 when nothing ever happened.
    public func newestCursor() async throws -> Int64 {
        try await database.read { try EventTable.newest($0) }
    }
}

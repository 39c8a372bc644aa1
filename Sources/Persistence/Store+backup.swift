import Domain
import DurableExecution
import SQL

/// Copies of everything, and what a copy needs that takes the place of another database.
extension Store {
    /// Writes a copy of one moment into a new file, while work goes on.
    public func copy(to path: String, progress: @escaping @Sendable (Double) -> Void) async throws {
        try await database.copy(to: path, progress: progress)
    }

    /// The schema of the database, and how much is in it.
    public func contents() async throws -> StoreContents {
        let schema = try await Schema.migrator.version(of: database)
        return try await database.read { sql in
            let counts = try InvariantTable.counts(sql)
            return StoreContents(
                schema: schema, runs: counts.runs, events: counts.events, newestCursor: try EventTable.newest(sql))
        }
    }

    /// Continues the numbering of events behind everything that a database which this one replaces has ever told: whoever
    /// followed that one is told to look anew.
    public func continueAfter(_ cursor: Int64) async throws {
        let now = now()
        try await write { transaction in
            let place = max(cursor, try EventTable.newest(transaction.sql)) + 1
            try EventTable.insertRestored(at: place + 1, now, transaction.sql)
            try PruningTable.raiseFloor(to: place, transaction.sql)
        }
    }
}

/// How much is in a database.
public struct StoreContents: Sendable, Hashable, Codable {
    public let schema: Int
    public let runs: Int
    public let events: Int
    public let newestCursor: Int64

    private enum CodingKeys: String, CodingKey {
        case schema, runs, events
        case newestCursor = "newest_cursor"
    }
}

import Foundation
import GRDB
import Persistence
import SQLiteDriver

/// The same rows as a recorded workload, written by nothing but prepared statements, in as many commits.
///
/// This is what SQLite itself allows with the engine's settings: one connection, a write-ahead log, `synchronous=FULL`.
struct BareLoop {
    private let writes: [BareWrite]
    private let commits: Int

    /// - Parameters:
    ///   - file: the database that the engine left.
    ///   - commits: how many commits the engine needed.
    init(recordedIn file: URL, commits: Int) throws {
        writes = try DatabaseQueue(path: file.path).read { try BareWrite.recorded($0) }
        self.commits = max(1, commits)
    }

    /// Writes everything to a new file.
    func measured(in file: URL) async throws -> Measurement {
        let database = try SQLiteDatabase(path: file.path)
        try await Schema.migrator.migrate(database)
        try database.close()
        let queue = try DatabasePool(path: file.path)
        var measurement = try await Measurement.of {
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try write(BareStatements(database), database)
            }
        }
        measurement.commits = commits
        return measurement
    }

    private func write(_ statements: BareStatements, _ database: Database) throws {
        for batch in 0..<commits {
            let (first, end) = (batch * writes.count / commits, (batch + 1) * writes.count / commits)
            try database.beginTransaction(.immediate)
            for write in writes[first..<end] { statements.perform(write) }
            try database.commit()
        }
    }
}

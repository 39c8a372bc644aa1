import Dispatch
import Foundation
import SQL
import SQLiteDriver
import Synchronization
import TestSupport

/// A database with one table, `t (n)`, in a directory that is gone after the body.
func withDatabase<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (SQLiteDatabase) async throws -> Result
) async throws -> Result {
    try await withTemporaryDirectory { directory in
        let database = try SQLiteDatabase(path: directory.appending(path: "test.db").path)
        try await database.write { try $0.run("CREATE TABLE t (n BIGINT PRIMARY KEY)") }
        defer {
            // The directory goes next; an unclean close loses nothing a test looks at.
            try? database.close()
        }
        return try await body(database)
    }
}

extension SQLiteDatabase {
    /// Every number in `t`, in the order of insertion.
    func numbers() async throws -> [Int64] {
        try await read { try $0.rows("SELECT n FROM t ORDER BY rowid").map { try $0.integer("n") } }
    }
}

extension SQLTransaction {
    func insert(_ number: Int) throws {
        try run("INSERT INTO t (n) VALUES (\(number))")
    }
}

/// Occupies a database's writer, so that a batch gathers behind it.
final class WriterHold: Sendable {
    private let door = DispatchSemaphore(value: 0)
    private let held: Mutex<Task<Void, any Error>?> = Mutex(nil)

    /// Returns when the writer is occupied.
    init(_ database: SQLiteDatabase) async {
        let (entered, entrance) = AsyncStream<Void>.makeStream()
        let task = Task { [door] in
            try await database.write { _ in
                entrance.finish()
                door.wait()
            }
        }
        held.withLock { $0 = task }
        for await _ in entered {}
    }

    /// Lets the writer go on, and returns when the hold's own commit is done.
    func release() async throws {
        door.signal()
        try await held.withLock { $0 }?.value
    }
}

/// Collects what closures on other threads say, in order.
final class Sayings: Sendable {
    private let said = Mutex<[String]>([])

    var all: [String] { said.withLock { $0 } }

    func say(_ what: String) {
        said.withLock { $0.append(what) }
    }
}

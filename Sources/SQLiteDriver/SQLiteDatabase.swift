import GRDB
public import SQL

/// SQLite through GRDB: one writer with group commit, several readers, write-ahead log, `synchronous=FULL`.
public final class SQLiteDatabase: SQLDatabase {
    public let dialect = SQLDialect.sqlite
    let path: String
    let pool: DatabasePool
    private let committer: GroupCommitter
    private let lock: FileLock?

    /// Opens a database file, creating it (but not its directory) when it does not exist.
    /// - Parameters:
    ///   - path: the file; its `-wal`, `-shm` and `.lock` files are kept beside it.
    ///   - exclusive: refuse to open while another process has opened it exclusively (two servers on one directory).
    ///   - readers: how many reads may run at once.
    /// - Throws: `SQLError`.
    public init(path: String, exclusive: Bool = false, readers: Int = 4) throws {
        self.path = path
        lock = exclusive ? try FileLock(path: path + ".lock") : nil
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(readers: readers))
            try Self.makeDurable(pool)
        } catch {
            throw SQLError(error)
        }
        committer = GroupCommitter(pool: pool)
    }

    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        do {
            return try await pool.read { try body(SQLiteConnection($0)) }
        } catch {
            throw SQLError.wrapping(error)
        }
    }

    @discardableResult
    public func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            committer.submit(AwaitedWrite(body, continuation))
        }
    }

    public func enqueue(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Void, failed: @escaping @Sendable (any Error) -> Void
    ) {
        committer.submit(QueuedWrite(body, failed))
    }

    /// How many transactions were committed so far; each is one flush to disk.
    public var commitCount: Int { committer.commitCount }

    /// Commits what is queued, refuses further writes, folds the write-ahead log into the file and closes it. A second
    /// time it does nothing.
    /// - Throws: `SQLError/unavailable(_:)` when reads are under way; the lock is released all the same.
    public func close() throws {
        defer { lock?.release() }
        committer.stop()
        do {
            try pool.close()
        } catch {
            throw SQLError(error)
        }
    }

    private static func configuration(readers: Int) -> Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // It only holds for a file that is made now: what was pruned is then given back without rewriting the rest.
            if !database.configuration.readonly { try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
        }
        return configuration
    }

    /// GRDB sets `synchronous = NORMAL` while it opens the pool, so ours comes after, and is read back.
    private static func makeDurable(_ pool: DatabasePool) throws {
        let level = try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(database, sql: "PRAGMA synchronous")
        }
        guard level == 2 else { throw SQLError.failed("PRAGMA synchronous = FULL had no effect") }
    }
}

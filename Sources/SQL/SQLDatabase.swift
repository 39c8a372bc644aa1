/// A database engine behind SQL: consistent reads and durable, batched writes.
///
/// Closures run on the engine's own threads, never on Swift's cooperative pool. A write closure may be **run again**
/// when another write of its batch fails, so it must act on nothing but the transaction.
public protocol SQLDatabase: Sendable {
    /// What differs between engines.
    var dialect: SQLDialect { get }

    /// Runs a closure on one consistent snapshot.
    /// - Throws: ``SQLError``, or what the closure throws.
    func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result

    /// Runs a closure in a transaction of its own and returns when it is durable.
    ///
    /// Writes that arrive while another commit is being made durable share the next one (group commit); each still
    /// succeeds or fails alone.
    /// - Throws: ``SQLError``, or what the closure throws; nothing of the closure is then kept.
    @discardableResult
    func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLTransaction) throws -> Result) async throws -> Result

    /// Queues a write and returns at once: it rides with the next awaited write, or commits alone some milliseconds later.
    ///
    /// Writes commit in the order in which they were queued, awaited or not.
    /// - Parameter body: the statements; they commit as a whole or not at all.
    /// - Parameter failed: called instead of throwing.
    func enqueue(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Void, failed: @escaping @Sendable (any Error) -> Void)

    /// Writes a copy of one moment into a new file, while reads and writes go on.
    /// - `progress`: called now and then with how much is done, 0–1.
    func copy(to path: String, progress: @escaping @Sendable (Double) -> Void) async throws

    /// How much room everything takes.
    func size() async throws -> SQLDatabaseSize

    /// Gives up to so many free pages back to the file system, where the file was made for it.
    func giveBack(pages: Int) async throws

    /// What the engine itself finds wrong with the file, such as a page that is damaged; nothing when all is well.
    func damages() async throws -> [String]
}

/// How much room a database takes, in bytes.
public struct SQLDatabaseSize: Sendable, Hashable {
    /// The file.
    public let file: Int64
    /// What is committed and not yet folded into the file.
    public let log: Int64
    /// The part of the file that holds nothing: it is used again before the file grows.
    public let free: Int64

    public init(file: Int64, log: Int64, free: Int64) {
        (self.file, self.log, self.free) = (file, log, free)
    }

    /// What the rows take.
    public var used: Int64 { file - free }
}

/// A connection that can run statements.
public protocol SQLConnection {
    /// Runs a query and returns all its rows.
    func rows(_ query: SQLQuery) throws -> [SQLRow]
}

/// A connection inside a write transaction.
public protocol SQLTransaction: SQLConnection {
    /// Runs a statement and returns the number of rows it changed.
    @discardableResult func run(_ query: SQLQuery) throws -> Int

    /// Inserts one row and returns the integer key that the engine gave it.
    /// - Parameter query: an `INSERT` without `RETURNING` (which costs SQLite a table of its own) and `ON CONFLICT`.
    /// - Parameter key: the key's column.
    func insert(_ query: SQLQuery, key: String) throws -> Int64

    /// Calls back after the commit, in commit order; never when the transaction is rolled back.
    func afterCommit(_ action: @escaping @Sendable () -> Void)
}

extension SQLConnection {
    /// The first row of a query, or nil.
    public func row(_ query: SQLQuery) throws -> SQLRow? {
        try rows(query).first
    }
}

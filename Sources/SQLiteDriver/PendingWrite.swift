import SQL
import Synchronization

/// A write waiting for its commit, whatever it returns.
protocol PendingWrite: Sendable {
    /// Whether somebody waits for it.
    var isAwaited: Bool { get }
    /// Acts on the transaction; may be called again after a rollback.
    func perform(_ transaction: SQLiteTransaction) throws
    /// Tells the outcome of the commit, once.
    func finish(_ failure: (any Error)?)
}

/// A write whose caller is suspended until it is durable.
final class AwaitedWrite<Result: Sendable>: PendingWrite {
    let isAwaited = true
    private let body: @Sendable (any SQLTransaction) throws -> Result
    private let continuation: CheckedContinuation<Result, any Error>
    private let result = Mutex<Result?>(nil)

    init(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Result,
        _ continuation: CheckedContinuation<Result, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func perform(_ transaction: SQLiteTransaction) throws {
        let value = try body(transaction)
        result.withLock { $0 = value }
    }

    func finish(_ failure: (any Error)?) {
        if let failure { return continuation.resume(throwing: SQLError.wrapping(failure)) }
        guard let value = result.withLock({ $0 }) else {
            return continuation.resume(throwing: SQLError.failed("a write was committed without being performed"))
        }
        continuation.resume(returning: value)
    }
}

/// A write that nobody waits for.
struct QueuedWrite: PendingWrite {
    let isAwaited = false
    private let body: @Sendable (any SQLTransaction) throws -> Void
    private let failed: @Sendable (any Error) -> Void

    init(
        _ body: @escaping @Sendable (any SQLTransaction) throws -> Void, _ failed: @escaping @Sendable (any Error) -> Void
    ) {
        self.body = body
        self.failed = failed
    }

    func perform(_ transaction: SQLiteTransaction) throws {
        try body(transaction)
    }

    func finish(_ failure: (any Error)?) {
        if let failure { failed(SQLError.wrapping(failure)) }
    }
}

import Dispatch
import Foundation
import GRDB
import SQL
import Synchronization

/// The one writer: a thread that commits whatever has gathered, while the next batch gathers.
///
/// One commit is one flush to disk, however many writes share it. A batch runs optimistically in one transaction; only
/// when one of its writes throws is it rolled back and run again with a savepoint around each.
final class GroupCommitter: Sendable {
    private struct Queue {
        var writes: [any PendingWrite] = []
        var awaited = 0
        var isStopped = false
    }

    /// How long writes that nobody waits for may wait for company.
    private static let patience = DispatchTimeInterval.milliseconds(10)

    private let pool: DatabasePool
    private let queue = Mutex(Queue())
    private let arrivals = DispatchSemaphore(value: 0)
    private let stopped = DispatchSemaphore(value: 0)

    init(pool: DatabasePool) {
        self.pool = pool
        let thread = Thread { [self] in
            while commitNextBatch() {}
            stopped.signal()
        }
        thread.name = "sqlite-writer"
        thread.start()
    }

    func submit(_ write: any PendingWrite) {
        let wakes = queue.withLock { queue -> Bool? in
            guard !queue.isStopped else { return nil }
            queue.writes.append(write)
            if write.isAwaited { queue.awaited += 1 }
            return write.isAwaited ? queue.awaited == 1 : queue.writes.count == 1
        }
        guard let wakes else { return write.finish(SQLError.unavailable("it is closed")) }
        if wakes { arrivals.signal() }
    }

    /// Commits what is queued and ends the thread.
    func stop() {
        queue.withLock { $0.isStopped = true }
        arrivals.signal()
        stopped.wait()
    }

    /// Waits for writes, commits them, and tells whether to go on.
    private func commitNextBatch() -> Bool {
        arrivals.wait()
        if queue.withLock({ $0.awaited == 0 && !$0.isStopped }) {
            _ = arrivals.wait(timeout: .now() + Self.patience)
        }
        let (batch, isStopped) = queue.withLock { queue in
            defer { queue.writes = []; queue.awaited = 0 }
            return (queue.writes, queue.isStopped)
        }
        if !batch.isEmpty { commit(batch) }
        return !isStopped
    }

    private func commit(_ batch: [any PendingWrite]) {
        do {
            let committed = try pool.writeWithoutTransaction { database in
                try commitTogether(batch, database) ?? commitWithSavepoints(batch, database)
            }
            for action in committed.actions { action() }
            for (write, failure) in zip(batch, committed.failures) { write.finish(failure) }
        } catch {
            for write in batch { write.finish(error) }
        }
    }

    private struct Committed {
        var actions: [@Sendable () -> Void]
        var failures: [(any Error)?]
    }

    /// The common case: no write fails. Returns nil, with nothing kept, when one does.
    private func commitTogether(_ batch: [any PendingWrite], _ database: Database) throws -> Committed? {
        let transaction = SQLiteTransaction(SQLiteConnection(database))
        try database.beginTransaction(.immediate)
        do {
            for write in batch { try write.perform(transaction) }
        } catch {
            try rollBack(database)
            return nil
        }
        try commitOrRollBack(database)
        return Committed(actions: transaction.afterCommitActions, failures: Array(repeating: nil, count: batch.count))
    }

    private func commitWithSavepoints(_ batch: [any PendingWrite], _ database: Database) throws -> Committed {
        var committed = Committed(actions: [], failures: [])
        try database.beginTransaction(.immediate)
        for write in batch {
            let transaction = SQLiteTransaction(SQLiteConnection(database))
            do {
                try database.inSavepoint {
                    try write.perform(transaction)
                    return .commit
                }
                committed.actions += transaction.afterCommitActions
                committed.failures.append(nil)
            } catch {
                committed.failures.append(error)
            }
        }
        try commitOrRollBack(database)
        return committed
    }

    private func commitOrRollBack(_ database: Database) throws {
        do {
            try database.commit()
        } catch {
            try rollBack(database)
            throw error
        }
    }

    /// SQLite rolls back by itself on some errors (disk full): then there is nothing left to undo.
    private func rollBack(_ database: Database) throws {
        if database.isInsideTransaction { try database.rollback() }
    }
}

import Dispatch
import Foundation
import GRDB
import SQL
import Synchronization

/// The one writer: a thread that commits whatever has gathered, while the next batch gathers.
///
/// One commit is one flush to disk, however many writes share it. A batch runs optimistically in one transaction; only
/// when one of its writes throws is it rolled back and run again in parts.
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
    private let commits = Atomic(0)
    private let meters = CommitMeters()

    var commitCount: Int { commits.load(ordering: .relaxed) }

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
        stopped.signal()  // for whoever stops it again
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
        if !batch.isEmpty { commit(batch[...]) }
        return !isStopped
    }

    /// Commits a batch in one transaction. When that fails, each half has one of its own, down to the write at fault: so
    /// each fails alone, even when SQLite undoes a whole transaction by itself (a full disk).
    private func commit(_ batch: ArraySlice<any PendingWrite>) {
        do {
            let began = ContinuousClock.now
            let actions = try pool.writeWithoutTransaction { try transact(batch, $0) }
            meters.committed(batch.count, since: began)
            for action in actions { action() }
            for write in batch { write.finish(nil) }
        } catch let fault as BatchFault where batch.count == 1 {
            meters.failed()
            batch.first?.finish(fault.cause)
        } catch is BatchFault {
            meters.failed()
            let middle = batch.startIndex + batch.count / 2
            commit(batch[..<middle])
            commit(batch[middle...])
        } catch {
            for write in batch { write.finish(error) }
        }
    }

    /// One of the writes failed, or their commit did; nothing was kept.
    private struct BatchFault: Error {
        let cause: any Error
    }

    /// Performs the writes in one transaction, and returns what is to be called after its commit.
    private func transact(_ batch: ArraySlice<any PendingWrite>, _ database: Database) throws -> [@Sendable () -> Void] {
        let connection = SQLiteConnection(database)
        let transaction = SQLiteTransaction(connection)
        // GRDB would prepare these two anew each time.
        _ = try connection.run("BEGIN IMMEDIATE")
        do {
            for write in batch { try write.perform(transaction) }
            _ = try connection.run("COMMIT")
        } catch {
            // SQLite rolls back by itself on some errors: then there is nothing left to undo.
            if database.isInsideTransaction { try database.rollback() }
            throw BatchFault(cause: error)
        }
        commits.add(1, ordering: .relaxed)
        return transaction.afterCommitActions
    }
}

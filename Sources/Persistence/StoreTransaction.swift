import Domain
import SQL

/// A write in progress that tells its events after the commit.
final class StoreTransaction {
    let sql: any SQLTransaction
    private var events: [StoredEvent] = []

    init(_ sql: any SQLTransaction) {
        self.sql = sql
    }

    /// Stores an event in this transaction (D2); it is published once the transaction is durable.
    /// - Parameter run: the run it belongs to, with its number there.
    func tell(_ event: Event, run: (id: String, number: Int64)? = nil) throws {
        events.append(try EventTable.insert(event, run: run, sql))
    }

    /// Publishes what was told, in commit order.
    func publishAfterCommit(to publish: @escaping @Sendable ([StoredEvent]) -> Void) {
        guard !events.isEmpty else { return }
        sql.afterCommit { [events] in publish(events) }
    }
}

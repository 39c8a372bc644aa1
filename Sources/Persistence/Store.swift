public import Domain
public import SQL

/// Everything that is kept, by the method names of what is done with it; each method is one transaction.
///
/// The methods live in `Store+….swift`, the statements in `Tables/`.
public struct Store: Sendable {
    let database: any SQLDatabase
    let now: @Sendable () -> Timestamp
    private let publish: @Sendable ([StoredEvent]) -> Void

    /// - Parameters:
    ///   - now: the clock.
    ///   - database: migrated to ``Schema``.
    ///   - publish: receives every event after the commit that stored it, in the order of their cursors.
    public init(
        database: any SQLDatabase, now: @escaping @Sendable () -> Timestamp = { .now },
        publish: @escaping @Sendable ([StoredEvent]) -> Void
    ) {
        self.database = database
        self.now = now
        self.publish = publish
    }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Result
    ) async throws -> Result {
        try await database.write { [publish] sql in
            let transaction = StoreTransaction(sql)
            let result = try body(transaction)
            transaction.publishAfterCommit(to: publish)
            return result
        }
    }

    func enqueue(
        _ body: @escaping @Sendable (StoreTransaction) throws -> Void, failed: @escaping @Sendable (any Error) -> Void
    ) {
        database.enqueue(
            { [publish] sql in
                let transaction = StoreTransaction(sql)
                try body(transaction)
                transaction.publishAfterCommit(to: publish)
            }, failed: failed)
    }
}

import SQL

/// A write in progress: runs statements and remembers what to call after the commit.
final class SQLiteTransaction: SQLTransaction {
    private let connection: SQLiteConnection
    private(set) var afterCommitActions: [@Sendable () -> Void] = []

    init(_ connection: SQLiteConnection) {
        self.connection = connection
    }

    func rows(_ query: SQLQuery) throws -> [SQLRow] {
        try connection.rows(query)
    }

    func run(_ query: SQLQuery) throws -> Int {
        try connection.run(query)
    }

    func insert(_ query: SQLQuery, key: String) throws -> Int64 {
        try connection.insert(query)
    }

    func afterCommit(_ action: @escaping @Sendable () -> Void) {
        afterCommitActions.append(action)
    }
}

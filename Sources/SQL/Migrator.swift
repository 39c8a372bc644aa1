/// Brings a database to the newest schema this program knows.
public struct Migrator: Sendable {
    private let migrations: [Migration]

    /// - Parameter migrations: in order, numbered from 1 without gaps.
    public init(_ migrations: [Migration]) {
        precondition(migrations.map(\.number) == Array(1..<migrations.count + 1), "migrations are numbered 1, 2, 3, …")
        self.migrations = migrations
    }

    /// Applies what is missing, all in one transaction, and returns what it applied.
    /// - Throws: ``SQLError/newerSchema(found:known:)`` when the database is ahead of this program; it is left untouched.
    @discardableResult
    public func migrate(_ database: any SQLDatabase) async throws -> [Migration] {
        let migrations = migrations
        return try await database.write { transaction in
            try transaction.run(
                "CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)")
            let present = try Self.version(transaction)
            guard present <= migrations.count else { throw SQLError.newerSchema(found: present, known: migrations.count) }
            let missing = Array(migrations[present...])
            for migration in missing {
                for statement in migration.statements { try transaction.run(statement) }
                try transaction.run(
                    "INSERT INTO schema_migrations (number, name) VALUES (\(migration.number), \(migration.name))")
            }
            return missing
        }
    }

    /// What ``migrate(_:)`` would apply.
    /// - Throws: ``SQLError/newerSchema(found:known:)`` when the database is ahead of this program.
    public func missing(in database: any SQLDatabase) async throws -> [Migration] {
        let migrations = migrations
        return try await database.read { connection in
            // A database that no server ever opened has no such table.
            let present = (try? Self.version(connection)) ?? 0
            guard present <= migrations.count else { throw SQLError.newerSchema(found: present, known: migrations.count) }
            return Array(migrations[present...])
        }
    }

    /// The newest schema this program knows.
    public var newest: Int { migrations.count }

    /// The schema of a database, 0 for one that no server ever opened.
    public func version(of database: any SQLDatabase) async throws -> Int {
        // A database that no server ever opened has no such table.
        try await database.read { (try? Self.version($0)) ?? 0 }
    }

    private static func version(_ connection: any SQLConnection) throws -> Int {
        Int(try connection.row("SELECT max(number) AS newest FROM schema_migrations")?.optionalInteger("newest") ?? 0)
    }
}

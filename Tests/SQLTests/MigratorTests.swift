import SQL
import SQLiteDriver
import TestSupport
import Testing

@Suite struct MigratorTests {
    private let first = Migration(1, "birds", ["CREATE TABLE birds (name TEXT)"])
    private let second = Migration(
        2, "wings", ["ALTER TABLE birds ADD COLUMN wings BIGINT", "INSERT INTO birds (name, wings) VALUES ('skein', 2)"])

    @Test("each migration is applied once, whatever release opens the database")
    func once() async throws {
        try await withDatabase { database in
            #expect(try await applied([first], database) == [1])
            #expect(try await applied([first, second], database) == [2])
            #expect(try await applied([first, second], database) == [])
            let birds = try await database.read { try $0.rows("SELECT * FROM birds") }
            #expect(birds.count == 1)
        }
    }

    @Test("a database of a newer release is refused and left untouched")
    func newer() async throws {
        try await withDatabase { database in
            try await Migrator([first, second]).migrate(database)
            let before = try await schema(database)
            let refusal = SQLError.newerSchema(found: 2, known: 1)
            await #expect(throws: refusal) { try await Migrator([first]).migrate(database) }
            #expect(try await schema(database) == before)
            #expect(refusal.description.contains("use a newer release"))
        }
    }

    @Test("a migration that fails leaves the database as it was, the ones before it included")
    func allOrNothing() async throws {
        try await withDatabase { database in
            let before = try await schema(database)
            let broken = Migration(2, "broken", ["CREATE TABLE broken (", "SELECT 1"])
            await #expect(throws: SQLError.self) { try await Migrator([first, broken]).migrate(database) }
            #expect(try await schema(database) == before)
        }
    }

    private func applied(_ migrations: [Migration], _ database: SQLiteDatabase) async throws -> [Int] {
        try await Migrator(migrations).migrate(database).map(\.number)
    }

    private func schema(_ database: SQLiteDatabase) async throws -> [String] {
        try await database.read {
            try $0.rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").map { try $0.text("sql") }
        }
    }
}

import Foundation
import SQL
import SQLiteDriver
import TestSupport
import Testing

@Suite struct SQLiteDatabaseTests {
    @Test("every commit is flushed to disk: synchronous is FULL and the journal is a write-ahead log")
    func durability() async throws {
        try await withDatabase { database in
            let (synchronous, mode) = try await database.write { sql in
                (
                    try sql.row("PRAGMA synchronous")?.integer("synchronous"),
                    try sql.row("PRAGMA journal_mode")?.text("journal_mode")
                )
            }
            #expect(synchronous == 2)
            #expect(mode == "wal")
        }
    }

    @Test("values come back as they were bound")
    func values() async throws {
        try await withDatabase { database in
            try await database.write { try $0.run("CREATE TABLE v (i BIGINT, r DOUBLE PRECISION, s TEXT, b BLOB, n TEXT)") }
            let text = "quote ' \" \u{0}zero 🐦 \n"
            let row = try await database.write { sql in
                try sql.row(
                    """
                    INSERT INTO v (i, r, s, b, n) VALUES (\(Int64.min), \(0.1), \(text), \(SQLValue.blob([0, 255])), \(SQLValue.null))
                    RETURNING i, r, s, b, n
                    """)
            }
            #expect(row?.values == [.integer(.min), .real(0.1), .text(text), .blob([0, 255]), .null])
            let read = try await database.read { try $0.row("SELECT * FROM v") }
            #expect(read?.values == row?.values)
        }
    }

    @Test("empty texts and empty bytes are not null")
    func empty() async throws {
        try await withDatabase { database in
            let row = try await database.read { try $0.row("SELECT \("") AS s, \(SQLValue.blob([])) AS b") }
            #expect(row?.values == [.text(""), .blob([])])
        }
    }

    @Test("the number of changed rows is told, and rows read again after a change are new")
    func changes() async throws {
        try await withDatabase { database in
            try await database.write { sql in
                for number in 1...5 { try sql.insert(number) }
                #expect(try sql.run("UPDATE t SET n = n + 100 WHERE n > \(2)") == 3)
                #expect(try sql.run("UPDATE t SET n = 0 WHERE n > \(1000)") == 0)
                #expect(try sql.row("SELECT count(*) AS count FROM t WHERE n > 100")?.integer("count") == 3)
            }
        }
    }

    @Test("a statement that failed works again with other values")
    func statementAfterFailure() async throws {
        try await withDatabase { database in
            try await database.write { sql in
                try sql.insert(1)
                #expect(throws: SQLError.self) { try sql.insert(1) }
                try sql.insert(2)
                #expect(throws: SQLError.self) { try sql.rows("INSERT INTO t (n) VALUES (\(1)) RETURNING n") }
                #expect(try sql.rows("INSERT INTO t (n) VALUES (\(3)) RETURNING n").count == 1)
            }
            #expect(try await database.numbers() == [1, 2, 3])
        }
    }

    @Test("a full disk is named so, keeps nothing of its batch, and leaves the database usable")
    func fullDisk() async throws {
        try await withDatabase { database in
            try await database.write { sql in
                try sql.run("CREATE TABLE big (content TEXT)")
                let pages = try sql.row("PRAGMA page_count")?.integer("page_count") ?? 0
                _ = try sql.rows("PRAGMA max_page_count = \(raw: "\(pages + 2)")")
            }
            let hold = await WriterHold(database)
            let sayings = Sayings()
            for number in 1...3 {
                database.enqueue { sql in
                    try sql.insert(number)
                    if number == 2 {
                        try sql.run("INSERT INTO big (content) VALUES (\(String(repeating: "x", count: 100_000)))")
                    }
                } failed: { error in
                    if case .full = error as? SQLError { sayings.say("\(number) full") }
                }
            }
            try await hold.release()
            try await database.write { try $0.insert(4) }
            let kept = try await database.numbers()
            #expect(kept.contains(4) && !kept.contains(2))
            for number in 1...3 {
                #expect(
                    kept.contains(Int64(number)) != sayings.all.contains("\(number) full"),
                    "\(number) is either kept or told")
            }
        }
    }

    @Test("an error of a statement that makes no sense is told with the engine's words")
    func nonsense() async throws {
        try await withDatabase { database in
            let error = await #expect(throws: SQLError.self) { try await database.write { try $0.run("SELEKT 1") } }
            guard case .failed(let words) = error else {
                Issue.record("\(String(describing: error)) should be .failed")
                return
            }
            #expect(words.contains("SELEKT"))
        }
    }

    @Test("a second exclusive opening is refused and names the remedy; after a close it works")
    func exclusive() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "test.db").path
            let first = try SQLiteDatabase(path: path, exclusive: true)
            let error = #expect(throws: SQLError.self) { try SQLiteDatabase(path: path, exclusive: true) }
            #expect(error?.description.contains("stop that one, or use another data directory") == true)
            try first.close()
            try SQLiteDatabase(path: path, exclusive: true).close()
        }
    }

    @Test("a file that is no database is refused as damaged, and not kept locked")
    func damaged() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.appending(path: "test.db").path
            try Data(repeating: 7, count: 8192).write(to: URL(filePath: path))
            let error = #expect(throws: SQLError.self) { try SQLiteDatabase(path: path, exclusive: true) }
            guard case .corrupt = error else {
                Issue.record("\(String(describing: error)) should be .corrupt")
                return
            }
            try FileManager.default.removeItem(atPath: path)
            try SQLiteDatabase(path: path, exclusive: true).close()
        }
    }
}

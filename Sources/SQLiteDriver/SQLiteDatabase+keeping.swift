import Foundation
import GRDB
public import SQL

#if canImport(Glibc)
    import Glibc
#endif

/// The file as a whole: copies, room, damage.
extension SQLiteDatabase {
    /// How many pages are copied between two looks at the clock: a few megabytes.
    private static let pagesAtOnce: CInt = 1024

    /// Copies one snapshot through a connection of its own: nobody waits for it, but the write-ahead log cannot be folded
    /// into the file meanwhile and grows by what is written.
    public func copy(to path: String, progress: @escaping @Sendable (Double) -> Void) async throws {
        do {
            try Self.makePrivateFile(path)
            var configuration = Configuration()
            configuration.readonly = true
            let source = try DatabaseQueue(path: self.path, configuration: configuration)
            defer { try? source.close() }  // it was only read
            let target = try DatabaseQueue(path: path)
            try await source.read { database in
                _ = try Int.fetchOne(database, sql: "PRAGMA schema_version")  // the snapshot begins with the first read
                try target.writeWithoutTransaction { copy in
                    try database.backup(to: copy, pagesPerStep: Self.pagesAtOnce) { part in
                        progress(1 - Double(part.remainingPageCount) / Double(max(1, part.totalPageCount)))
                    }
                    // One file, with nothing beside it.
                    try copy.execute(sql: "PRAGMA journal_mode = DELETE")
                }
            }
            try target.close()
        } catch {
            throw SQLError(error)
        }
    }

    /// The file as it will be once the log is folded into it.
    public func size() async throws -> SQLDatabaseSize {
        do {
            return try await pool.read { [path] database in
                let page = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
                let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                let free = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
                return SQLDatabaseSize(file: page * pages, log: Self.length(of: path + "-wal"), free: page * free)
            }
        } catch {
            throw SQLError(error)
        }
    }

    public func giveBack(pages: Int) async throws {
        try await write { try $0.run("PRAGMA incremental_vacuum(\(raw: String(pages)))") }
    }

    public func damages() async throws -> [String] {
        do {
            return try await pool.read { database in
                let pages = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
                let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(20).map { row in
                    "a row of \(row["table"] ?? "") refers to one of \(row["parent"] ?? "") that is not there"
                }
                return pages + references
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return ["\(SQLError(error))"]
        } catch {
            throw SQLError(error)
        }
    }

    /// Rewrites the whole file, so that it holds nothing free and can give back what becomes free; needs as much room again.
    public func compact() throws {
        do {
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL") }
            try pool.vacuum()
        } catch {
            throw SQLError(error)
        }
    }

    /// What keeps servers from a database that is not open.
    /// - Throws: `SQLError/unavailable(_:)` when one has it.
    public static func lock(_ path: String) throws -> FileLock {
        try FileLock(path: path + ".lock")
    }

    /// SQLite would make it readable for everybody.
    private static func makePrivateFile(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            let reason = "cannot make \(path): \(String(cString: strerror(errno)))"
            throw errno == ENOSPC ? SQLError.full(reason) : SQLError.unavailable(reason)
        }
        _ = Glibc.close(file)
    }

    /// A file that is not there takes no room.
    private static func length(of path: String) -> Int64 {
        var attributes = stat()
        return stat(path, &attributes) == 0 ? Int64(attributes.st_size) : 0
    }
}

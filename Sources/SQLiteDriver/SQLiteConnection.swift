import GRDB
import GRDBSQLite
import SQL

/// One GRDB connection as SQL sees it.
///
/// GRDB opens the file, prepares each statement once and caches it by its text; values are bound and rows are read without
/// anything in between, because every durable step passes through here.
struct SQLiteConnection: SQLConnection {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func rows(_ query: SQLQuery) throws -> [SQLRow] {
        let statement = try prepare(query)
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        try bind(query.binds, to: handle)
        var rows: [SQLRow] = []
        let columns = SQLColumns(statement.columnNames)
        while try step(handle) { rows.append(SQLRow(columns: columns, values: values(handle))) }
        return rows
    }

    func run(_ query: SQLQuery) throws -> Int {
        let handle = try prepare(query).sqliteStatement
        defer { sqlite3_reset(handle) }
        try bind(query.binds, to: handle)
        while try step(handle) {}
        return Int(sqlite3_changes(database.sqliteConnection))
    }

    /// - Returns: the row's integer key, which SQLite calls its rowid.
    func insert(_ query: SQLQuery) throws -> Int64 {
        guard try run(query) == 1 else { throw SQLError.failed("an insert did not insert one row") }
        return database.lastInsertedRowID
    }

    private func prepare(_ query: SQLQuery) throws -> Statement {
        do {
            return try database.cachedStatement(sql: query.text)
        } catch {
            throw SQLError(error)
        }
    }

    /// - Returns: whether there is a row to read.
    private func step(_ handle: OpaquePointer) throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: true
        case SQLITE_DONE: false
        default: throw lastError
        }
    }

    private var lastError: SQLError {
        let code = ResultCode(rawValue: sqlite3_extended_errcode(database.sqliteConnection))
        return SQLError(code, String(cString: sqlite3_errmsg(database.sqliteConnection)))
    }
}

// MARK: - Values

extension SQLiteConnection {
    private func bind(_ binds: [SQLValue], to handle: OpaquePointer) throws {
        for (index, value) in binds.enumerated() {
            guard Self.bind(value, to: handle, at: CInt(index + 1)) == SQLITE_OK else { throw lastError }
        }
    }

    private static func bind(_ value: SQLValue, to handle: OpaquePointer, at index: CInt) -> CInt {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .real(let double): return sqlite3_bind_double(handle, index, double)
        case .text(""): return sqlite3_bind_text(handle, index, "", 0, copied)  // no address would mean null
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { chars in
                    sqlite3_bind_text(handle, index, chars.baseAddress, CInt(chars.count), copied)
                }
            }
        case .blob(let bytes):
            return bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob(handle, index, bytes, CInt(bytes.count), copied)
        }
    }

    private func values(_ handle: OpaquePointer) -> [SQLValue] {
        (0..<sqlite3_column_count(handle)).map { column in
            switch sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: .integer(sqlite3_column_int64(handle, column))
            case SQLITE_FLOAT: .real(sqlite3_column_double(handle, column))
            case SQLITE_TEXT:
                .text(String(decoding: bytes(sqlite3_column_text(handle, column), handle, column), as: UTF8.self))
            case SQLITE_BLOB: .blob(Array(bytes(sqlite3_column_blob(handle, column), handle, column)))
            default: .null
            }
        }
    }

    private func bytes(
        _ start: UnsafeRawPointer?, _ handle: OpaquePointer, _ column: CInt
    ) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }
}

/// Tells SQLite to copy what it is given.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

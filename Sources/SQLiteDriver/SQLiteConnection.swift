import Foundation
import GRDB
import SQL

/// One GRDB connection as SQL sees it; statements are prepared once and cached by their text.
struct SQLiteConnection: SQLConnection {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    func rows(_ query: SQLQuery) throws -> [SQLRow] {
        try naming(query) { statement in
            let columns = SQLColumns(statement.columnNames)
            var rows: [SQLRow] = []
            let cursor = try Row.fetchCursor(statement)
            while let row = try cursor.next() {
                rows.append(SQLRow(columns: columns, values: row.databaseValues.map(SQLValue.init)))
            }
            return rows
        }
    }

    func run(_ query: SQLQuery) throws -> Int {
        try naming(query) { statement in
            try statement.execute()
            return database.changesCount
        }
    }

    /// Runs a prepared statement; its errors come in our classes, so that a transaction can act on them.
    private func naming<Result>(_ query: SQLQuery, _ body: (Statement) throws -> Result) throws -> Result {
        do {
            let statement = try database.cachedStatement(sql: query.text)
            statement.setUncheckedArguments(StatementArguments(query.binds.map(\.databaseValue)))
            return try body(statement)
        } catch {
            throw SQLError(error)
        }
    }
}

extension SQLValue {
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let integer): self = .integer(integer)
        case .double(let double): self = .real(double)
        case .string(let string): self = .text(string)
        case .blob(let data): self = .blob(Array(data))
        }
    }

    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .integer(let integer): integer.databaseValue
        case .real(let double): double.databaseValue
        case .text(let string): string.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}

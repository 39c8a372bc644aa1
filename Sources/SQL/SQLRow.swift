/// One row of a result: values by column position or name.
public struct SQLRow: Sendable {
    /// The values in the order of the columns selected.
    public let values: [SQLValue]
    private let columns: SQLColumns

    public init(columns: SQLColumns, values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column; a name that was not selected is a programming error and stops the process.
    public subscript(name: String) -> SQLValue {
        guard let index = columns.names.firstIndex(of: name) else {
            preconditionFailure("no column \(name) among \(columns.names)")
        }
        return values[index]
    }
}

/// The column names of a result, shared by its rows. They are few: looking through them is faster than a dictionary.
public final class SQLColumns: Sendable {
    let names: [String]

    public init(_ names: [String]) {
        self.names = names
    }
}

extension SQLRow {
    /// The text of a column. - Throws: ``SQLError/decoding(column:expected:found:)`` for null or another type.
    public func text(_ name: String) throws -> String {
        guard case .text(let value) = self[name] else { throw mismatch(name, "text") }
        return value
    }

    /// The text of a column, or nil for null.
    public func optionalText(_ name: String) throws -> String? {
        self[name] == .null ? nil : try text(name)
    }

    /// The integer of a column. - Throws: ``SQLError/decoding(column:expected:found:)`` for null or another type.
    public func integer(_ name: String) throws -> Int64 {
        guard case .integer(let value) = self[name] else { throw mismatch(name, "integer") }
        return value
    }

    /// The integer of a column, or nil for null.
    public func optionalInteger(_ name: String) throws -> Int64? {
        self[name] == .null ? nil : try integer(name)
    }

    /// The number of a column, whole or not, or nil for null.
    public func optionalReal(_ name: String) throws -> Double? {
        switch self[name] {
        case .null: nil
        case .real(let value): value
        case .integer(let value): Double(value)
        case .text, .blob: throw mismatch(name, "number")
        }
    }

    /// A boolean stored as 0 or 1.
    public func bool(_ name: String) throws -> Bool {
        try integer(name) != 0
    }

    private func mismatch(_ name: String, _ expected: String) -> SQLError {
        .decoding(column: name, expected: expected, found: self[name])
    }
}

public import Domain
import Foundation
public import SQL

/// Domain values kept as JSON text in one column.
enum JSONColumn {
    static func encode(_ value: some Encodable) throws -> String {
        if let list = value as? [String], list.isEmpty { return "[]" }
        if let object = value as? [String: JSONValue], object.isEmpty { return "{}" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from text: String) throws -> Value {
        // Most lists and objects are empty, and a decoder is dear.
        if text == "[]", let none = [String]() as? Value { return none }
        if text == "{}", let none = [String: JSONValue]() as? Value { return none }
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

extension SQLRow {
    /// A value kept as JSON text.
    func json<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
        try JSONColumn.decode(type, from: try text(name))
    }

    func timestamp(_ name: String) throws -> Timestamp {
        Timestamp(milliseconds: try integer(name))
    }

    func optionalTimestamp(_ name: String) throws -> Timestamp? {
        try optionalInteger(name).map(Timestamp.init(milliseconds:))
    }

    /// A value of an enumeration, stored by its name.
    func choice<Choice: RawRepresentable<String>>(_ name: String, as type: Choice.Type = Choice.self) throws -> Choice {
        let text = try text(name)
        guard let choice = Choice(rawValue: text) else {
            throw SQLError.decoding(column: name, expected: "\(type)", found: .text(text))
        }
        return choice
    }
}

extension Timestamp: SQLBindable {
    public var sqlValue: SQLValue { .integer(milliseconds) }
}

extension Identifier: SQLBindable {
    public var sqlValue: SQLValue { .text(rawValue) }
}

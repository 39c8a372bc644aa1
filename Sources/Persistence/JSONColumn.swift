public import Domain
import Foundation
public import SQL

/// Domain values kept as JSON text in one column.
enum JSONColumn {
    static func encode(_ value: some Encodable) throws -> String {
        if let json = plain(value) { return json.text }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from text: String) throws -> Value {
        // What does not fit, the decoder says.
        if isPlain(type), let value = plain(try JSONValue(parsing: text.utf8), as: type) { return value }
        return try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

// MARK: - The usual types, which are many times faster without an encoder or decoder

extension JSONColumn {
    private static func plain(_ value: some Encodable) -> JSONValue? {
        switch value {
        case let json as JSONValue: json
        case let object as [String: JSONValue]: .object(object)
        case let list as [String]: .array(list.map(JSONValue.string))
        case let object as [String: String]: .object(object.mapValues(JSONValue.string))
        default: nil
        }
    }

    private static func isPlain(_ type: Any.Type) -> Bool {
        type == JSONValue.self || type == [String: JSONValue].self || type == [String].self || type == [String: String].self
    }

    private static func plain<Value>(_ json: JSONValue, as type: Value.Type) -> Value? {
        if type == JSONValue.self { return json as? Value }
        switch json {
        case .object(let object) where type == [String: JSONValue].self:
            return object as? Value
        case .object(let object):
            let texts = object.compactMapValues(\.stringValue)
            return texts.count == object.count ? texts as? Value : nil
        case .array(let list):
            let texts = list.compactMap(\.stringValue)
            return texts.count == list.count ? texts as? Value : nil
        case .null, .bool, .integer, .number, .string:
            return nil
        }
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

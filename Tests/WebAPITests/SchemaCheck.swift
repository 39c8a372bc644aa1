import Domain

/// Holds answers against the JSON Schemas of the server's own description.
///
/// It knows the words that `Schema` writes, and no others: one it does not know is a fault, not a pass. A description asks
/// nothing of a value.
struct SchemaCheck {
    let description: JSONValue

    private static let known: Set<String> = [
        "$ref", "anyOf", "type", "enum", "const", "format", "properties", "required", "additionalProperties", "items",
        "minLength", "maxLength", "minimum", "maximum", "description",
    ]

    /// What is wrong with an answer; nothing when it is as described.
    func faults(of value: JSONValue, _ schema: JSONValue, at place: String = "") -> [String] {
        if let name = schema["$ref"]?.stringValue { return faults(of: value, resolve(name), at: place) }
        let words = Set(schema.objectValue?.keys.map { $0 } ?? [])
        guard words.isSubset(of: Self.known) else { return ["\(place): unknown words \(words.subtracting(Self.known))"] }
        if let choices = schema["anyOf"]?.arrayValue {
            return choices.contains { faults(of: value, $0, at: place).isEmpty }
                ? [] : ["\(place): \(value.text) is none of them"]
        }
        if let wanted = schema["const"], wanted != value { return ["\(place): \(value.text) is not \(wanted.text)"] }
        if let choices = schema["enum"]?.arrayValue, !choices.contains(value) {
            return ["\(place): \(value.text) is none of \(choices)"]
        }
        if let types = types(of: schema), !types.contains(where: { value.isA($0) }) {
            return ["\(place): \(value.text) is no \(types.joined(separator: " or "))"]
        }
        return members(of: value, schema, place) + items(of: value, schema, place)
    }

    private func members(of value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        guard let members = value.objectValue else { return [] }
        let described = schema["properties"]?.objectValue ?? [:]
        let missing = (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue).filter { members[$0] == nil }
        let isClosed = schema["additionalProperties"] == false
        let foreign = isClosed ? members.keys.filter { described[$0] == nil } : []
        let inner = members.flatMap { name, member in
            described[name].map { faults(of: member, $0, at: "\(place).\(name)") } ?? []
        }
        return missing.map { "\(place).\($0) is missing" } + foreign.map { "\(place).\($0) is not described" } + inner
    }

    private func items(of value: JSONValue, _ schema: JSONValue, _ place: String) -> [String] {
        guard let items = value.arrayValue, let item = schema["items"] else { return [] }
        return items.enumerated().flatMap { faults(of: $1, item, at: "\(place)[\($0)]") }
    }

    private func types(of schema: JSONValue) -> [String]? {
        schema["type"].map { $0.stringValue.map { [$0] } ?? ($0.arrayValue ?? []).compactMap(\.stringValue) }
    }

    func resolve(_ reference: String) -> JSONValue {
        reference.split(separator: "/").dropFirst().reduce(description) { $0[String($1)] ?? .null }
    }
}

extension JSONValue {
    fileprivate func isA(_ type: String) -> Bool {
        switch (type, self) {
        case ("null", .null), ("string", .string), ("boolean", .bool), ("array", .array), ("object", .object),
            ("number", .number), ("number", .integer), ("integer", .integer):
            true
        default: false
        }
    }
}

import Domain

/// The words of JSON Schema 2020-12 that the description of the API is written in; a schema is the JSON it stands for.
enum Schema {
    static let text: JSONValue = ["type": "string"]
    static let id: JSONValue = ["type": "string", "format": "uuid"]
    static let time: JSONValue = ["type": "string", "format": "date-time"]
    static let integer: JSONValue = ["type": "integer"]
    static let number: JSONValue = ["type": "number"]
    static let flag: JSONValue = ["type": "boolean"]
    /// An object whose form belongs to the user, or to a backend.
    static let object: JSONValue = ["type": "object"]
    static let anything: JSONValue = [:]

    static func text(_ length: ClosedRange<Int>) -> JSONValue {
        var schema: [String: JSONValue] = ["type": "string", "minLength": .integer(Int64(length.lowerBound))]
        if length.upperBound < Int.max { schema["maxLength"] = .integer(Int64(length.upperBound)) }
        return .object(schema)
    }

    static func integer(_ range: ClosedRange<Int>) -> JSONValue {
        [
            "type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound)),
        ]
    }

    static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type) -> JSONValue {
        ["type": "string", "enum": .array(Choice.allCases.map { .string($0.rawValue) })]
    }

    static func list(_ item: JSONValue) -> JSONValue {
        ["type": "array", "items": item]
    }

    /// The schema, and what a reader should know of it.
    static func described(_ words: String, _ schema: JSONValue) -> JSONValue {
        .object((schema.objectValue ?? [:]).merging(["description": .string(words)]) { $1 })
    }

    /// One of the components.
    static func the(_ name: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(name)")]
    }

    /// The schema, or null where there is nothing.
    static func orNull(_ schema: JSONValue) -> JSONValue {
        guard let type = schema["type"], schema["enum"] == nil, var members = schema.objectValue else {
            return ["anyOf": [schema, ["type": "null"]]]
        }
        members["type"] = [type, "null"]
        return .object(members)
    }

    /// An object of an answer: these members and no others.
    /// - Parameter sometimes: what is left out where there is nothing to say.
    static func answer(_ members: [String: JSONValue], sometimes: [String: JSONValue] = [:]) -> JSONValue {
        [
            "type": "object", "properties": .object(members.merging(sometimes) { always, _ in always }),
            "required": names(members), "additionalProperties": false,
        ]
    }

    /// An object of a request; members that are not named here are ignored.
    static func request(_ members: [String: JSONValue], optional: [String: JSONValue] = [:]) -> JSONValue {
        var schema: [String: JSONValue] = [
            "type": "object", "properties": .object(members.merging(optional) { required, _ in required }),
        ]
        if !members.isEmpty { schema["required"] = names(members) }
        return .object(schema)
    }

    private static func names(_ members: [String: JSONValue]) -> JSONValue {
        .array(members.keys.sorted().map { .string($0) })
    }
}

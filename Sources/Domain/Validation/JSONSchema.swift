/// Checks values against the part of JSON Schema that structured output uses: `type`, `enum`, `const`, `properties`,
/// `required`, `additionalProperties: false`, `items`, and the bounds of numbers, texts and lists.
public struct JSONSchema: Sendable, Hashable {
    public let json: JSONValue

    public init(_ json: JSONValue) {
        self.json = json
    }

    /// Everything that is wrong with a value, in words that name the place; empty when it meets the schema.
    public func problems(with value: JSONValue) -> [String] {
        Self.problems(value, json, at: "$")
    }

    private static func problems(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        if let allowed = schema["enum"]?.arrayValue, !allowed.contains(value) {
            return ["\(place) should be one of \(allowed.map(\.text).joined(separator: ", "))"]
        }
        if let constant = schema["const"], constant != value { return ["\(place) should be \(constant.text)"] }
        let types = (schema["type"]?.arrayValue ?? schema["type"].map { [$0] } ?? []).compactMap(\.stringValue)
        if !types.isEmpty, !types.contains(where: { value.isOfType($0) }) {
            return ["\(place) should be of type \(types.joined(separator: " or "))"]
        }
        return bounds(value, schema, at: place) + members(value, schema, at: place) + items(value, schema, at: place)
    }

    private static func bounds(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        var problems: [String] = []
        func compare(_ number: Double?, _ least: String, _ most: String, _ what: String) {
            guard let number else { return }
            if let bound = schema[least]?.numberValue, number < bound {
                problems.append("\(place)\(what) should be at least \(bound)")
            }
            if let bound = schema[most]?.numberValue, number > bound {
                problems.append("\(place)\(what) should be at most \(bound)")
            }
        }
        compare(value.numberValue, "minimum", "maximum", "")
        compare(value.stringValue.map { Double($0.count) }, "minLength", "maxLength", ".length")
        compare(value.arrayValue.map { Double($0.count) }, "minItems", "maxItems", ".count")
        return problems
    }

    private static func members(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        guard let members = value.objectValue else { return [] }
        let properties = schema["properties"]?.objectValue ?? [:]
        var problems = (schema["required"]?.arrayValue ?? []).compactMap(\.stringValue).filter { members[$0] == nil }
            .map { "\(place).\($0) is required" }
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            if let inner = properties[name] {
                problems += Self.problems(member, inner, at: "\(place).\(name)")
            } else if schema["additionalProperties"] == false {
                problems.append("\(place).\(name) is not known")
            }
        }
        return problems
    }

    private static func items(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        guard let items = value.arrayValue, let inner = schema["items"] else { return [] }
        return items.enumerated().flatMap { problems($0.element, inner, at: "\(place)[\($0.offset)]") }
    }
}

extension JSONValue {
    fileprivate func isOfType(_ type: String) -> Bool {
        switch type {
        case "null": self == .null
        case "boolean": boolValue != nil
        case "integer": integerValue != nil
        case "number": numberValue.map(\.isFinite) ?? false
        case "string": stringValue != nil
        case "array": arrayValue != nil
        case "object": objectValue != nil
        default: true
        }
    }
}

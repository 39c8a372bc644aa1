/// One key of a pattern's configuration: what it may be, what it is by default, and which patterns know it.
///
/// Validation, defaults and `configuration_schema` all come from the table of these.
public struct ConfigurationOption: Sendable {
    public let key: String
    let kind: Kind
    let fallback: JSONValue
    let types: Set<WorkflowType>
    let text: String

    enum Kind: Sendable {
        case integer(ClosedRange<Int>)
        case number(ClosedRange<Double>)
        case bool
        case choice([String])
        case text
        /// An agent of the pattern.
        case agent
        case texts
        case values
        case object
        case budget
        case gates
        case rules
    }

    /// - Parameter types: nil for all.
    init(_ key: String, _ kind: Kind, _ fallback: JSONValue, only types: Set<WorkflowType>? = nil, _ text: String) {
        self.key = key
        self.kind = kind
        self.fallback = fallback
        self.types = types ?? Set(WorkflowType.allCases)
        self.text = text
    }

    /// As JSON schema says it.
    var schema: JSONValue {
        var schema = kind.schema
        schema["description"] = .string(text)
        if fallback != .null { schema["default"] = fallback }
        return .object(schema)
    }

    /// Adds what is wrong with a value to the reader's issues.
    func check(_ fields: inout FieldReader, at location: [String]) -> [FieldIssue] {
        switch kind {
        case .integer(let range): _ = fields.optionalInteger(key, in: range)
        case .number(let range): _ = fields.optionalNumber(key, in: range)
        case .bool: _ = fields.bool(key, default: false)
        case .choice(let choices): fields.requireChoice(key, choices)
        case .text, .agent: _ = fields.optionalText(key)
        case .texts: _ = fields.texts(key)
        case .values: fields.requireList(key)
        case .object: _ = fields.object(key)
        case .budget: return WorkflowBudget.read(.object(fields.object(key)), at: location + [key]).issues
        case .gates: return fields.entries(key, at: location) { QualityGate.read($0, at: $1).issues }
        case .rules: return fields.entries(key, at: location) { RoutingRule.read($0, at: $1).issues }
        }
        return []
    }
}

extension ConfigurationOption.Kind {
    fileprivate var schema: [String: JSONValue] {
        switch self {
        case .integer(let range):
            ["type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound))]
        case .number(let range):
            ["type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .bool: ["type": "boolean"]
        case .choice(let choices): ["type": "string", "enum": .array(choices.map { .string($0) })]
        case .text: ["type": "string"]
        case .agent: ["type": "string", "format": "agent-id"]
        case .texts: ["type": "array", "items": ["type": "string"]]
        case .values: ["type": "array"]
        case .object: ["type": "object"]
        case .budget: WorkflowBudget.schema
        case .gates: ["type": "array", "items": .object(QualityGate.schema)]
        case .rules: ["type": "array", "items": .object(RoutingRule.schema)]
        }
    }
}

extension FieldReader {
    /// One of several words.
    mutating func requireChoice(_ name: String, _ choices: [String]) {
        guard let value = value(name) else { return }
        if let text = value.stringValue, choices.contains(text) { return }
        add(name, "should be one of \(choices.map { "'\($0)'" }.joined(separator: ", "))", "enum")
    }

    mutating func requireList(_ name: String) {
        guard let value = value(name), value.arrayValue == nil else { return }
        add(name, "should be a list", "list_type")
    }

    /// What is wrong with the entries of a list of objects.
    mutating func entries(
        _ name: String, at location: [String], _ check: (JSONValue, [String]) -> [FieldIssue]
    ) -> [FieldIssue] {
        requireList(name)
        let entries = value(name)?.arrayValue ?? []
        return entries.enumerated().flatMap { check($0.element, location + [name, String($0.offset)]) }
    }

    /// Adds an issue for every field that is not known, naming those that are.
    public mutating func refuseUnknown(besides known: [String]) {
        for name in names.subtracting(known).sorted() {
            add(name, "is not known here; known are \(known.sorted().joined(separator: ", "))", "extra_forbidden")
        }
    }
}

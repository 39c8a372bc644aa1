/// How a pattern is run: what a person set, and the defaults of everything else.
public struct WorkflowConfiguration: Sendable, Hashable, Codable {
    /// What was set; what is not here has its default.
    public let values: [String: JSONValue]

    /// Every default.
    public init() {
        values = [:]
    }

    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: JSONValue].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    /// Validates what a person wrote.
    /// - Parameter json: what was sent.
    /// - Parameter location: where it stands in what was sent, for messages.
    /// - Parameter type: nil allows the keys of every type.
    /// - Throws: ``DomainError/invalid(_:)`` with every issue; unknown keys are refused by name.
    public init(
        _ json: JSONValue, for type: WorkflowType?, at location: [String] = ["body", "configuration"]
    ) throws(DomainError) {
        let read = Self.read(json, for: type, at: location)
        if !read.issues.isEmpty { throw .invalid(read.issues) }
        self = read.configuration
    }

    static func read(
        _ json: JSONValue, for type: WorkflowType?, at location: [String]
    ) -> (configuration: WorkflowConfiguration, issues: [FieldIssue]) {
        var fields = FieldReader(json, at: location)
        let options = type.map(ConfigurationOption.all(for:)) ?? ConfigurationOption.all
        fields.refuseUnknown(besides: Array(Set(options.map(\.key))))
        let inner = Dictionary(grouping: options, by: \.key).sorted { $0.key < $1.key }
            .flatMap { issues(of: $0.value, json, at: location) }
        return (WorkflowConfiguration(values: json.objectValue ?? [:]), fields.issues + inner)
    }

    /// What is wrong with a key. One that two patterns know in their own way is right when it is right for one of them.
    private static func issues(
        of options: [ConfigurationOption], _ json: JSONValue, at location: [String]
    ) -> [FieldIssue] {
        let issues = options.map { option -> [FieldIssue] in
            var fields = FieldReader(json.objectValue == nil ? [:] : json, at: location)
            let inner = option.check(&fields, at: location)
            return fields.issues + inner
        }
        return issues.min { $0.count < $1.count } ?? []
    }

    private init(values: [String: JSONValue]) {
        self.values = values.filter { $0.value != .null }
    }

    /// The configuration with what another one sets put over it.
    public func overridden(by other: WorkflowConfiguration) -> WorkflowConfiguration {
        WorkflowConfiguration(values: values.merging(other.values) { $1 })
    }

    /// What a key is, by default if nobody set it; null for a key that is not known.
    public subscript(key: String) -> JSONValue {
        values[key] ?? ConfigurationOption.named(key)?.fallback ?? .null
    }

    /// The JSON schema of a type's configuration.
    public static func schema(for type: WorkflowType) -> JSONValue {
        let properties = ConfigurationOption.all(for: type).map { ($0.key, $0.schema) }
        return [
            "type": "object", "additionalProperties": false,
            "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
        ]
    }
}

// MARK: - Reading by type

extension WorkflowConfiguration {
    /// The text of a key; nil when it is not set and has no default.
    public func text(_ key: String) -> String? { self[key].stringValue }
    /// The number of a key; 0 when it is not set and has no default.
    public func number(_ key: String) -> Double { self[key].numberValue ?? 0 }
    /// The whole number of a key; nil when it is not set and has no default.
    public func integer(_ key: String) -> Int? { self[key].integerValue.map(Int.init) }
    /// Whether a key is true.
    public func flag(_ key: String) -> Bool { self[key].boolValue ?? false }
    /// The agent of a key; nil when it is not set.
    public func agent(_ key: String) -> AgentID? { text(key).map(AgentID.init(rawValue:)) }
    /// The choice of a key, which validation has made one of the type's.
    public func choice<Choice: RawRepresentable<String>>(_ key: String, else fallback: Choice) -> Choice {
        text(key).flatMap(Choice.init(rawValue:)) ?? fallback
    }

    public var maxIterations: Int { integer("max_iterations") ?? 10 }
    public var successThreshold: Double { number("success_threshold") }
    public var timeoutMinutes: Double { number("timeout_minutes") }
    public var logsCommunication: Bool { flag("enable_agent_communication") }
    public var isMonitored: Bool { flag("performance_monitoring") }
    public var isAdaptive: Bool { flag("adaptive_optimization") }
    public var failurePolicy: FailurePolicy { choice("failure_policy", else: .allSettled) }
    public var assignmentMode: AssignmentMode { choice("mode", else: .one) }
    public var budget: WorkflowBudget { WorkflowBudget.read(self["budget"], at: []).budget }
    public var gates: [QualityGate] { (self["quality_gates"].arrayValue ?? []).map { QualityGate.read($0, at: []).gate } }
    public var rules: [RoutingRule] { (self["rules"].arrayValue ?? []).map { RoutingRule.read($0, at: []).rule } }
}

/// When a group of tasks counts as done.
public enum FailurePolicy: String, Sendable, Codable, CaseIterable {
    /// The first failure ends the rest.
    case failFast = "fail_fast"
    /// Everything ends by itself.
    case allSettled = "all_settled"
    /// So many successes are enough, and end the rest.
    case quorum
    /// One success is enough, and ends the rest.
    case firstSuccess = "first_success"
}

/// What several agents assigned to one task do.
public enum AssignmentMode: String, Sendable, Codable, CaseIterable {
    /// The first does it.
    case one
    /// Each does it; all results are kept.
    case all
    /// Each does it; the first success counts.
    case race
    /// Each does it; the answer of the majority counts.
    case vote
}

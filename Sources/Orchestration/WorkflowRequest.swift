public import Domain

/// What somebody changes of a pattern for one execution, validated by itself.
public struct WorkflowRequest: Sendable {
    public var projectDirectory: String?
    /// Values that the agents see with the objective.
    public var inputs: [String: JSONValue]
    /// Instead of the agents' own, or the server's.
    public var backend: String?
    private let overrides: JSONValue

    /// - Throws: `DomainError/invalid(_:)` with every issue.
    public init(_ json: JSONValue, at location: [String] = ["body"]) throws(DomainError) {
        var fields = FieldReader(json, at: location)
        projectDirectory = fields.optionalText("project_directory").flatMap { $0.isEmpty ? nil : $0 }
        inputs = fields.object("inputs")
        backend = fields.optionalText("backend")
        overrides = .object(fields.object("configuration"))
        try fields.finish()
    }

    /// The configuration's overrides, as a type of workflow knows them.
    func configuration(for type: WorkflowType) throws(DomainError) -> WorkflowConfiguration {
        try WorkflowConfiguration(overrides, for: type)
    }
}

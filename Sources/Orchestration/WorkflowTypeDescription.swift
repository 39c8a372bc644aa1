public import Domain
import Workflows

/// A type of workflow, as people are told of it.
public struct WorkflowTypeDescription: Sendable {
    public let type: WorkflowType
    public let title: String
    public let description: String
    public let useCases: [String]
    public let advantages: [String]
    public let idealFor: String
    /// As JSON schema.
    public let configurationSchema: JSONValue

    init(_ pattern: WorkflowCatalog) {
        type = pattern.type
        title = pattern.name
        description = pattern.description
        useCases = pattern.useCases
        advantages = pattern.advantages
        idealFor = pattern.idealFor
        configurationSchema = pattern.configurationSchema
    }
}

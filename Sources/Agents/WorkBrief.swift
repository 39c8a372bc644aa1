public import Domain

/// An agent and its task in a few fields.
public struct WorkBrief: Sendable, Hashable, Codable {
    public var agentName = ""
    public var role = ""
    public var capabilities: [String] = []
    public var constraints: [String] = []
    public var title = ""
    public var description = ""
    public var expectedOutput: String?
    public var resources: [String] = []
    public var estimatedDuration: JSONValue?

    public init() {}

    public init(_ order: ExecutionOrder) {
        agentName = order.agent.name
        role = order.agent.role
        capabilities = order.agent.capabilities
        constraints = order.agent.constraints
        title = order.task.title
        description = order.task.description
        expectedOutput = order.task.expectedOutput
        resources = order.task.resources
        estimatedDuration = order.task.estimatedDuration?.sent
    }
}

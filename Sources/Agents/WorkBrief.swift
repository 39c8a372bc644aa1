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
    /// What the call is for: `work`, or a decision such as `route`.
    public var purpose = "work"
    /// The how-manieth try, round or turn it is, from 1.
    public var turn = 1

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
        purpose = order.purpose ?? "work"
        turn = order.turn ?? 1
        estimatedDuration = order.task.estimatedDuration?.sent
    }
}

/// Something an agent's process is given that nobody may read; its value is kept elsewhere, encrypted.
public struct Secret: Sendable, Hashable {
    public let id: SecretID
    /// Of the variable that holds it in the environment of an agent's process.
    public let name: String
    /// Whose processes get it; nil for every agent's.
    public var agents: [AgentID]?
    /// Which key it is encrypted with.
    public var keyVersion: Int
    public let createdAt: Timestamp
    public var updatedAt: Timestamp

    public init(
        id: SecretID, name: String, agents: [AgentID]?, keyVersion: Int, createdAt: Timestamp, updatedAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.agents = agents
        self.keyVersion = keyVersion
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Whether an agent's processes get it.
    /// - Parameter agent: nil for a process that works for no agent in particular.
    public func isFor(_ agent: AgentID?) -> Bool {
        guard let agents else { return true }
        return agent.map(agents.contains) ?? false
    }
}

public typealias SecretID = Identifier<Secret>

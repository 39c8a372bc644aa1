public import Domain

/// Where a backend gets what an agent's process is given in secret.
public protocol SecretSource: Sendable {
    /// The variables for one process.
    /// - Parameter agent: nil for a process that works for no agent in particular.
    /// - Throws: ``SecretsUnavailable`` when one of them cannot be had: the process must not start without it.
    func secrets(for agent: AgentID?) async throws -> [String: String]
}

/// A secret that an agent needs cannot be had.
public struct SecretsUnavailable: Error, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// There are no secrets.
public struct NoSecrets: SecretSource {
    public init() {}

    public func secrets(for agent: AgentID?) -> [String: String] { [:] }
}

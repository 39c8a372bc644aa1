/// How the server stands on the network: what is in front of it, and how much it takes from whom.
public struct NetworkEdge: Sendable {
    /// Whether the server's own port speaks TLS.
    public var isSecure = false
    /// Whose word about the client is taken.
    public var proxies = TrustedProxies()

    public init() {}
}

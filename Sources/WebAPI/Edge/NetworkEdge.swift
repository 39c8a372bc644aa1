import NIOCore
import WebSockets

/// How the server stands on the network: what is in front of it, and how much it takes from whom.
public struct NetworkEdge: Sendable {
    /// Whether the server's own port speaks TLS.
    public var isSecure = false
    /// Whose word about the client is taken.
    public var proxies = TrustedProxies()
    public var limits = NetworkLimits()

    public init() {}

    /// Whom limits hold an address for; nil for one that has none: a proxy speaks for many, and this machine is trusted
    /// unless the operator says otherwise.
    func client(_ address: IPAddress?, hasOwnLimit: Bool) -> String? {
        guard let address, hasOwnLimit || !address.isLoopback, !proxies.contains(address) else { return nil }
        return address.client.description
    }
}

/// How much the server takes.
public struct NetworkLimits: Sendable {
    /// Longest body of a request, in bytes.
    public var body = 4 << 20
    /// Longest head of a request, in bytes.
    public var head = 64 << 10
    /// Most header fields of a request.
    public var fields = 128
    /// Longest address of a request, in bytes.
    public var address = 8 << 10
    /// Time for a request to arrive whole; nil for no limit.
    public var arrival: Duration? = .seconds(60)
    /// Time a connection may wait for its next request; nil for no limit.
    public var idle: Duration? = .seconds(75)
    /// Connections at once; nil for no limit.
    public var connections: Int? = 10_000
    public var connectionsEach = Limit(most: 256)
    public var requestsEach = Limit(most: 50)
    /// Open WebSockets of one client.
    public var webSocketsEach = Limit(most: 64)
    /// Longest message of a WebSocket's client, in bytes.
    public var message = 1 << 20
    /// Messages a second that a WebSocket's client may send; nil for no limit.
    public var messages: Int? = 100

    public init() {}

    /// A limit for one client.
    public struct Limit: Sendable, Equatable {
        /// Nil for no limit.
        public var most: Int?
        /// Whether it holds on this machine too: only if somebody asked for it.
        public var holdsOnLoopback: Bool

        public init(most: Int?, holdsOnLoopback: Bool = false) {
            self.most = most
            self.holdsOnLoopback = holdsOnLoopback
        }
    }
}

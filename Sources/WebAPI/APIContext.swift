public import Domain
public import Hummingbird
import Logging
public import NIOCore
import Orchestration

/// What a request carries through its route.
public struct APIContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The socket, so that a stream can tell when its client is gone.
    public let channel: any Channel
    /// Who asks; known once the request passed the login.
    public var principal = Principal.stranger
    /// What let them in; nil for a stranger.
    var session: AccessSession?
    /// Whether the request comes from this very process, which needs no login.
    public var isWithinProcess = false
    /// Where it comes from, settled by ``VisitorMiddleware``.
    var visitor: Visitor
    /// Whether its proxies' headers name different clients, so that nobody knows which it comes from.
    var isContradicted = false

    /// The address of the client, behind trusted proxies too; empty where the socket knows none.
    public var clientAddress: String { visitor.address?.description ?? "" }
    /// Whether the client's connection is encrypted, be it by this server or by a trusted proxy.
    public var isSecure: Bool { visitor.isSecure }

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        visitor = Visitor(address: source.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }, isSecure: false)
    }
}

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
    /// Whether nobody on the way can read along: cookies are then marked for TLS only.
    public var isSecure = false
    /// Where the request comes from, for limits by address.
    public var clientAddress: String

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
        clientAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}

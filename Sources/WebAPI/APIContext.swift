public import Domain
public import Hummingbird
import Logging
public import NIOCore

/// What a request carries through its route.
public struct APIContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The socket, so that a stream can tell when its client is gone.
    public let channel: any Channel
    /// Who asks; known once the request passed the login.
    public var principal = Principal.local

    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

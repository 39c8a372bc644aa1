public import HummingbirdCore
public import NIOCore
public import NIOHTTP1

/// A well-formed request to become a WebSocket.
public struct WebSocketUpgradeRequest: Sendable {
    /// The request as it came, headers included.
    public let head: HTTPRequestHead
    /// The request's target, parsed.
    public let uri: URI
    /// Where the client connects from, if the socket knows.
    public let remoteAddress: SocketAddress?

    init(head: HTTPRequestHead, remoteAddress: SocketAddress?) {
        self.head = head
        self.uri = URI(head.uri)
        self.remoteAddress = remoteAddress
    }
}

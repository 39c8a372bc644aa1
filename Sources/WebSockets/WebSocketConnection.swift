public import Logging

/// One open WebSocket, as its handler sees it.
public struct WebSocketConnection: Sendable {
    /// The request that opened it.
    public let request: WebSocketUpgradeRequest
    /// What the client sends.
    public let inbound: WebSocketInbound
    /// The way to the client.
    public let outbound: WebSocketOutbound
    /// The server's logger.
    public let logger: Logger
}

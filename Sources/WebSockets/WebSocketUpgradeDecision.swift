public import NIOHTTP1

/// The answer to a ``WebSocketUpgradeRequest``.
public enum WebSocketUpgradeDecision: Sendable {
    /// Not a WebSocket: the router answers the request, with 401, 404 or 426 as it sees fit.
    case passToHTTP
    /// Becomes a WebSocket served by the handler; the headers join the 101 response.
    case upgrade(headers: HTTPHeaders = [:], handler: WebSocketHandler)
}

/// Serves one WebSocket; the connection is closed when it returns.
///
/// It should end when `inbound` ends, and is cancelled one `closeTimeout` after the connection is gone.
/// Throw a ``WebSocketClose`` to close with a code and reason of your own; any other error closes with 1011.
public typealias WebSocketHandler = @Sendable (WebSocketConnection) async throws -> Void

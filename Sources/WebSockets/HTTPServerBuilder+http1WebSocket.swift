public import HummingbirdCore

extension HTTPServerBuilder {
    /// Builds a server for HTTP/1.1 and WebSocket on one port.
    ///
    /// A WebSocket begins with the first request of a connection, as browsers and proxies do it; the router answers
    /// any later upgrade request, and those `shouldUpgrade` passes on.
    /// - Parameter around: puts something between the socket and HTTP, such as TLS.
    public static func http1WebSocket(
        configuration: WebSocketConfiguration = WebSocketConfiguration(),
        around: @escaping @Sendable (WebSocketHTTP1Channel) -> any ServerChildChannel = { $0 },
        shouldUpgrade: @escaping WebSocketHTTP1Channel.ShouldUpgrade
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            around(
                WebSocketHTTP1Channel(responder: responder, configuration: configuration, shouldUpgrade: shouldUpgrade))
        }
    }
}

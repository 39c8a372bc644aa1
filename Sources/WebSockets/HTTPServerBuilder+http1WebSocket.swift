public import HummingbirdCore

extension HTTPServerBuilder {
    /// Builds a server for HTTP/1.1 and WebSocket on one port.
    ///
    /// A WebSocket begins with the first request of a connection, as browsers and proxies do it; the router answers
    /// any later upgrade request, and those `shouldUpgrade` passes on.
    public static func http1WebSocket(
        configuration: WebSocketConfiguration = WebSocketConfiguration(),
        shouldUpgrade: @escaping WebSocketHTTP1Channel.ShouldUpgrade
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            WebSocketHTTP1Channel(responder: responder, configuration: configuration, shouldUpgrade: shouldUpgrade)
        }
    }
}

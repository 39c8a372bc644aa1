import NIOCore

/// The client's messages in order, whole and valid; ends when either side closes.
///
/// Iterate once. While nobody asks for the next message the socket is not read, which holds the client back.
/// A client that breaks the protocol ends it with the ``WebSocketClose`` it was sent.
public struct WebSocketInbound: AsyncSequence, Sendable {
    /// One message.
    public typealias Element = WebSocketMessage

    let stream: NIOAsyncChannelInboundStream<WebSocketMessage>

    /// Takes the messages one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var iterator: NIOAsyncChannelInboundStream<WebSocketMessage>.AsyncIterator

        /// The next message, or `nil` once the WebSocket is closed.
        public mutating func next() async throws -> WebSocketMessage? {
            try await self.iterator.next()
        }
    }

    /// Begins the one iteration.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(iterator: self.stream.makeAsyncIterator())
    }
}

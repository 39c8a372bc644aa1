public import NIOCore
public import NIOWebSocket

/// Sends messages to the client, from any number of tasks.
///
/// A send suspends while the socket's buffer is full, so a slow client costs its sender time and the server no memory.
/// It throws when the connection is gone or the task is cancelled; what is sent after ``close(_:reason:)`` is dropped.
public struct WebSocketOutbound: Sendable {
    let writer: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    let channel: any Channel
    let pacer = SendPacer()

    /// Sends a text message.
    public func send(text: String) async throws {
        try await self.send(utf8: ByteBuffer(string: text))
    }

    /// Sends a text message whose bytes are UTF-8 already; many clients may share one buffer, it is not copied.
    public func send(utf8 buffer: ByteBuffer) async throws {
        try await self.send(.text, buffer)
    }

    /// Sends a binary message.
    public func send(binary: ByteBuffer) async throws {
        try await self.send(.binary, binary)
    }

    /// Sends a ping of the application's own; the regular ones go out by themselves.
    public func ping() async throws {
        try await self.send(.ping, ByteBuffer())
    }

    /// Starts to close; the connection ends when the client has answered or `closeTimeout` is up.
    ///
    /// What was sent before arrives before. Only the first close counts. It works in a cancelled task too, which is when
    /// closes are sent most often.
    public func close(_ code: WebSocketErrorCode = .normalClosure, reason: String = "") {
        self.close(WebSocketClose(code, reason: reason))
    }

    /// The same, with code and reason in one.
    public func close(_ close: WebSocketClose) {
        // Not through the writer, which refuses to write in a cancelled task. On a closed channel nobody hears it.
        self.channel.triggerUserOutboundEvent(close, promise: nil)
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
        if self.pacer.isWaitDue(before: data.readableBytes) { try await self.channel.eventLoop.submit {}.get() }
        try await self.writer.write(WebSocketFrame(fin: true, opcode: opcode, data: data))
    }
}

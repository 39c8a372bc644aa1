import NIOCore
import NIOWebSocket

extension WebSocketFrameHandler {
    /// Does what the state machine says.
    func perform(_ action: WebSocketStateMachine.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .none: break
        case .deliver(let message): context.fireChannelRead(self.wrapInboundOut(message))
        case .sendPing: self.send(.ping, ByteBuffer(), context)
        case .sendPong(let data): self.pong(data, context)
        case .startClose(let close):
            self.send(.connectionClose, close.payload, context)
            self.awaitEnd(context)
        case .fail(let close):
            context.fireErrorCaught(close)
            self.send(.connectionClose, close.payload, context)
            context.close(mode: .output, promise: nil)
            self.awaitEnd(context)
        case .answerClose(let payload): self.answerClose(payload, context)
        case .disconnect: context.close(promise: nil)
        }
    }

    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        self.write(opcode, data, context, promise: nil)
        context.flush()
    }

    private func write(
        _ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?
    ) {
        context.write(self.wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: promise)
    }

    /// Pongs bypass the application's backpressure, so a client that pings and never reads must not pile them up.
    private func pong(_ data: ByteBuffer, _ context: ChannelHandlerContext) {
        if context.channel.isWritable {
            self.write(.pong, data, context, promise: nil)
        } else {
            self.heldPong = data
        }
    }

    /// Reads on to the peer's close or end, for a while: closing with bytes unread would reset the connection, and the
    /// peer might never see our close frame (RFC 6455, 7.1.1).
    private func awaitEnd(_ context: ChannelHandlerContext) {
        self.scheduleClose(context)
        context.read()
    }

    /// Ends the connection when our answer is out, and with it all that was on its way before.
    private func answerClose(_ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        self.scheduleClose(context)
        let isSent = context.eventLoop.makePromise(of: Void.self)
        isSent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        self.write(.connectionClose, payload, context, promise: isSent)
        context.flush()
    }

    private func scheduleClose(_ context: ChannelHandlerContext) {
        self.heldPong = nil
        let timeout = TimeAmount(self.configuration.closeTimeout)
        self.closeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { context.close(promise: nil) }
    }

    func schedulePing(_ context: ChannelHandlerContext) {
        let interval = TimeAmount(self.configuration.pingInterval)
        self.pingTimer = context.eventLoop.assumeIsolated().scheduleTask(in: interval) {
            self.schedulePing(context)
            // A client that does not read is the send timeout's business.
            if self.isReading, context.channel.isWritable { self.perform(self.machine.pingIsDue(), context) }
        }
    }
}

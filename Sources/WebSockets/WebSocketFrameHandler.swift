import NIOCore
import NIOWebSocket

/// Runs a ``WebSocketStateMachine`` in the pipeline: frames become messages, pings and closes are seen to here.
///
/// Control frames never reach the application, so pings are answered and closes noticed however busy it is.
final class WebSocketFrameHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = WebSocketMessage
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let configuration: WebSocketConfiguration
    private var machine: WebSocketStateMachine
    private var pingTimer: Scheduled<Void>?
    private var closeTimer: Scheduled<Void>?
    /// The answer to the latest ping of a client that does not read; earlier ones need none (RFC 6455, 5.5.3).
    private var heldPong: ByteBuffer?
    /// False while the application lags behind and the socket is not read: silence then proves nothing.
    private var isReading = true

    init(configuration: WebSocketConfiguration) {
        self.configuration = configuration
        self.machine = WebSocketStateMachine(
            maxMessageSize: configuration.maxMessageSize, maxFragments: configuration.maxFragments)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.schedulePing(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.pingTimer?.cancel()
        self.closeTimer?.cancel()
    }
}

// MARK: Inbound

extension WebSocketFrameHandler {
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.perform(self.machine.received(self.unwrapInboundIn(data)), context)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.machine.heardFromPeer()
        self.isReading = false
        // All pongs of one read in one write.
        context.flush()
        context.fireChannelReadComplete()
        // The application may have stopped reading, but only the rest of the stream holds the peer's close.
        if !self.machine.isOpen { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, let pong = self.heldPong.take() { self.send(.pong, pong, context) }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            self.perform(self.machine.close(WebSocketClose(.goingAway, reason: "server is shutting down")), context)
        case ChannelEvent.inputClosed:
            // A WebSocket is never half open: whoever ends its side without a close frame is gone.
            context.fireUserInboundEventTriggered(event)
            context.close(promise: nil)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? NIOWebSocketError {
        case .invalidFrameLength:
            let reason = "frame is over \(self.configuration.maxFrameSize) bytes"
            self.perform(self.machine.fail(WebSocketClose(.messageTooLarge, reason: reason)), context)
        case .fragmentedControlFrame, .multiByteControlFrameLength:
            self.perform(self.machine.fail(.protocolError("control frame is fragmented or over 125 bytes")), context)
        case nil:
            // What follows our close is not read any more, so it cannot be wrong either.
            if self.machine.isOpen { context.fireErrorCaught(error) }
        }
    }
}

// MARK: Outbound

extension WebSocketFrameHandler {
    func read(context: ChannelHandlerContext) {
        self.isReading = true
        context.read()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard self.machine.isOpen else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        context.write(data, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let close = event as? WebSocketClose else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        self.perform(self.machine.close(close), context)
        promise?.succeed()
    }
}

// MARK: Actions

extension WebSocketFrameHandler {
    private func perform(_ action: WebSocketStateMachine.Action, _ context: ChannelHandlerContext) {
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

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
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

    private func schedulePing(_ context: ChannelHandlerContext) {
        let interval = TimeAmount(self.configuration.pingInterval)
        self.pingTimer = context.eventLoop.assumeIsolated().scheduleTask(in: interval) {
            self.schedulePing(context)
            // A client that does not read is the send timeout's business.
            if self.isReading, context.channel.isWritable { self.perform(self.machine.pingIsDue(), context) }
        }
    }
}

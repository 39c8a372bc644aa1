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

    let configuration: WebSocketConfiguration
    var machine: WebSocketStateMachine
    var pingTimer: Scheduled<Void>?
    var closeTimer: Scheduled<Void>?
    /// The answer to the latest ping of a client that does not read; earlier ones need none (RFC 6455, 5.5.3).
    var heldPong: ByteBuffer?
    /// False while the application lags behind and the socket is not read: silence then proves nothing.
    var isReading = true

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

import NIOCore
import NIOWebSocket

/// What the server does about each frame, ping and close of one WebSocket (RFC 6455), without any I/O.
struct WebSocketStateMachine {
    private enum State {
        /// Messages flow. Next: closing, closed.
        case open(unansweredPings: Int)
        /// Our close frame is out and only the peer's still matters. Next: closed.
        case closing
        /// Both sides have said goodbye. Final.
        case closed
    }

    enum Action: Equatable {
        case none
        case deliver(WebSocketMessage)
        case sendPing
        case sendPong(ByteBuffer)
        /// Send a close frame and wait for the peer's.
        case startClose(WebSocketClose)
        /// The peer is at fault: tell it and the application why, and wait for nothing but its end.
        case fail(WebSocketClose)
        /// The peer closed: send its own payload back, then disconnect.
        case answerClose(ByteBuffer)
        /// The peer answered our close.
        case disconnect
    }

    /// A peer silent for this many pings is taken for dead.
    private static let toleratedPings = 2

    private var state = State.open(unansweredPings: 0)
    private var assembler: MessageAssembler

    init(maxMessageSize: Int, maxFragments: Int) {
        self.assembler = MessageAssembler(maxSize: maxMessageSize, maxFragments: maxFragments)
    }

    /// Whether messages may still be sent.
    var isOpen: Bool {
        switch self.state {
        case .open: true
        case .closing, .closed: false
        }
    }

    /// Bytes came in, be they a pong or part of a long message: the peer lives.
    mutating func heardFromPeer() {
        switch self.state {
        case .open: self.state = .open(unansweredPings: 0)
        case .closing, .closed: break
        }
    }

    mutating func received(_ frame: WebSocketFrame) -> Action {
        switch self.state {
        case .open:
            do { return try self.receivedWhileOpen(ClientFrame(frame)) } catch { return self.fail(error) }
        case .closing:
            guard frame.opcode == .connectionClose else { return .none }
            self.state = .closed
            return .disconnect
        case .closed:
            return .none
        }
    }

    private mutating func receivedWhileOpen(_ frame: ClientFrame) throws(WebSocketClose) -> Action {
        switch frame {
        case .message(let kind, let data, let isFinal):
            return .delivering(try self.assembler.begin(kind, data, isFinal: isFinal))
        case .continuation(let data, let isFinal):
            return .delivering(try self.assembler.proceed(data, isFinal: isFinal))
        case .ping(let data):
            return .sendPong(data)
        case .pong:
            return .none
        case .close(let payload):
            try WebSocketClose.validate(payload)
            self.state = .closed
            return .answerClose(payload)
        }
    }

    mutating func pingIsDue() -> Action {
        switch self.state {
        case .open(Self.toleratedPings):
            let reason = "no answer to \(Self.toleratedPings) pings"
            return self.fail(WebSocketClose(.unexpectedServerError, reason: reason))
        case .open(let unansweredPings):
            self.state = .open(unansweredPings: unansweredPings + 1)
            return .sendPing
        case .closing, .closed:
            return .none
        }
    }

    mutating func close(_ close: WebSocketClose) -> Action {
        switch self.state {
        case .open:
            self.state = .closing
            return .startClose(close)
        case .closing, .closed:
            return .none
        }
    }

    mutating func fail(_ close: WebSocketClose) -> Action {
        switch self.state {
        case .open:
            self.state = .closing
            return .fail(close)
        case .closing, .closed:
            return .none
        }
    }
}

extension WebSocketStateMachine.Action {
    fileprivate static func delivering(_ message: WebSocketMessage?) -> Self {
        message.map(Self.deliver) ?? .none
    }
}

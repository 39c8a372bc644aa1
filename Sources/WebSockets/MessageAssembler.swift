import NIOCore
import NIOWebSocket

/// Puts the fragments of a message together, within limits.
struct MessageAssembler {
    /// What the message's first frame said it is.
    enum Kind { case text, binary }

    private enum State {
        /// Between messages. Next: fragmented, or again idle after a message in one frame.
        case idle
        /// Within a message. Next: idle.
        case fragmented(Kind, ByteBuffer, count: Int)
    }

    private var state = State.idle
    private let maxSize: Int
    private let maxFragments: Int

    init(maxSize: Int, maxFragments: Int) {
        self.maxSize = maxSize
        self.maxFragments = maxFragments
    }

    /// Begins a message; returns it if one frame is all of it.
    mutating func begin(_ kind: Kind, _ data: ByteBuffer, isFinal: Bool) throws(WebSocketClose) -> WebSocketMessage? {
        switch self.state {
        case .idle: try self.append(kind, data, count: 1, isFinal: isFinal)
        case .fragmented: throw .protocolError("new message before the last one ended")
        }
    }

    /// Goes on with the message begun; returns it with its last frame.
    mutating func proceed(_ data: ByteBuffer, isFinal: Bool) throws(WebSocketClose) -> WebSocketMessage? {
        switch self.state {
        case .idle:
            throw .protocolError("continuation of no message")
        case .fragmented(let kind, var whole, let count):
            // Gives up the state's hold on the bytes first: otherwise each fragment would copy all before it.
            self.state = .idle
            whole.writeImmutableBuffer(data)
            return try self.append(kind, whole, count: count + 1, isFinal: isFinal)
        }
    }

    private mutating func append(
        _ kind: Kind, _ data: ByteBuffer, count: Int, isFinal: Bool
    ) throws(WebSocketClose) -> WebSocketMessage? {
        guard data.readableBytes <= self.maxSize, count <= self.maxFragments else {
            let reason = "message is over \(self.maxSize) bytes or \(self.maxFragments) frames"
            throw WebSocketClose(.messageTooLarge, reason: reason)
        }
        guard isFinal else {
            self.state = .fragmented(kind, data, count: count)
            return nil
        }
        switch kind {
        case .text: return .text(try String(validatingText: data))
        case .binary: return .binary(data)
        }
    }
}

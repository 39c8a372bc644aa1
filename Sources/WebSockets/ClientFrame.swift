import NIOCore
import NIOWebSocket

/// A frame as a client may send it: masked, without extensions, of a known kind; NIO's decoder checks none of these.
enum ClientFrame {
    case message(MessageAssembler.Kind, ByteBuffer, isFinal: Bool)
    case continuation(ByteBuffer, isFinal: Bool)
    case ping(ByteBuffer)
    case pong
    case close(ByteBuffer)

    init(_ frame: WebSocketFrame) throws(WebSocketClose) {
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { throw .protocolError("reserved bits are set") }
        guard frame.maskKey != nil else { throw .protocolError("client frame is not masked") }
        switch frame.opcode {
        case .text: self = .message(.text, frame.unmaskedData, isFinal: frame.fin)
        case .binary: self = .message(.binary, frame.unmaskedData, isFinal: frame.fin)
        case .continuation: self = .continuation(frame.unmaskedData, isFinal: frame.fin)
        case .ping: self = .ping(frame.unmaskedData)
        case .pong: self = .pong
        case .connectionClose: self = .close(frame.unmaskedData)
        default: throw .protocolError("reserved opcode")
        }
    }
}

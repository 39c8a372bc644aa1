import NIOCore
public import NIOWebSocket

/// Why a WebSocket is closed: the code and reason of a close frame.
public struct WebSocketClose: Error, Equatable {
    /// The status code the peer is told.
    public let code: WebSocketErrorCode
    /// Text for people, at most 123 bytes on the wire.
    public let reason: String

    /// Throw it from a ``WebSocketHandler`` to close the connection with this code and reason.
    public init(_ code: WebSocketErrorCode, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// 1008: the client does what it may not.
    public static func policyViolation(_ reason: String) -> Self { Self(.policyViolation, reason: reason) }

    static func protocolError(_ reason: String) -> Self { Self(.protocolError, reason: reason) }
}

extension WebSocketClose {
    /// A control frame holds 125 bytes (RFC 6455, 5.5), and the code takes two of them.
    private static let maxReasonSize = 123

    /// The bytes of the close frame, its reason cut between characters if it is too long.
    var payload: ByteBuffer {
        var payload = ByteBuffer()
        payload.write(webSocketErrorCode: self.code)
        var reason = self.reason.prefix(Self.maxReasonSize)
        while reason.utf8.count > Self.maxReasonSize { reason.removeLast() }
        payload.writeSubstring(reason)
        return payload
    }

    /// Throws unless `payload` is what a client may put into a close frame.
    static func validate(_ payload: ByteBuffer) throws(WebSocketClose) {
        guard payload.readableBytes > 0 else { return }
        var payload = payload
        guard let code = payload.readInteger(as: UInt16.self), self.isSendable(code) else {
            throw .protocolError("close frame without a valid code")
        }
        _ = try String(validatingText: payload)
    }

    /// The codes RFC 6455 (7.4) and the IANA registry let an endpoint send.
    private static func isSendable(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

extension String {
    /// The text of a message or close reason, which must be UTF-8.
    init(validatingText data: ByteBuffer) throws(WebSocketClose) {
        guard let text = String(validating: data.readableBytesView, as: UTF8.self) else {
            throw WebSocketClose(.dataInconsistentWithMessage, reason: "text is not UTF-8")
        }
        self = text
    }
}

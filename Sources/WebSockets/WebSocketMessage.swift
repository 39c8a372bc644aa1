public import NIOCore

/// A whole message from a client.
public enum WebSocketMessage: Sendable, Equatable {
    /// Valid UTF-8.
    case text(String)
    /// Any bytes.
    case binary(ByteBuffer)
}

public import NIOCore

/// The limits and timeouts of a port that speaks HTTP/1.1 and WebSocket.
public struct WebSocketConfiguration: Sendable {
    // MARK: Messages

    /// Largest frame a client may send, in bytes; a larger one closes its connection with 1009.
    public var maxFrameSize = 1 << 20
    /// Largest message a client may send in any number of frames, in bytes; some ten wait for a handler that lags.
    public var maxMessageSize = 1 << 20
    /// Most frames one message may be cut into.
    public var maxFragments = 1024

    // MARK: Time

    /// How long a new connection may take to send its first request head and have it decided.
    public var handshakeTimeout: Duration = .seconds(10)
    /// Time between two pings; a client that stays silent for two of them is closed.
    public var pingInterval: Duration = .seconds(20)
    /// How long a client that takes none of the bytes waiting for it is kept, on WebSocket and HTTP alike.
    public var sendTimeout: Duration = .seconds(60)
    /// How long a close may take: the client to answer it, and then the handler to return before it is cancelled.
    public var closeTimeout: Duration = .seconds(5)

    // MARK: Plain HTTP

    /// How long a keep-alive connection may wait for its next request; `nil` is for ever.
    public var idleTimeout: Duration? = .seconds(75)
    /// Largest request head (header fields together), in bytes.
    public var maxRequestHeadSize = 64 << 10
    /// Most header fields of one request.
    public var maxRequestHeaders = 128
    /// Longest target (path and query) of a request, in bytes.
    public var maxTargetSize = 8 << 10
    /// Largest body worth telling a client to go on with; what is over it, the router refuses.
    public var maxBodySize = 4 << 20
    /// How long the body of a request may take to arrive whole; `nil` is for ever.
    public var requestTimeout: Duration? = .seconds(60)
    /// Smallest response body worth compressing, in bytes; `nil` compresses nothing.
    public var compressionThreshold: Int? = 1000

    // MARK: Connections

    /// How many there may be.
    public var limit = ConnectionLimit()
    /// The body of the answer to a request that no route sees.
    public var describe: @Sendable (RequestRefusal) -> ByteBuffer = { ByteBuffer(string: #"{"detail": "\#($0.detail)"}"#) }
    /// Counts the connections while they are open.
    public var connections = ConnectionCounter()

    /// The defaults: messages of up to 1 MiB, a ping every 20 seconds.
    public init() {}
}

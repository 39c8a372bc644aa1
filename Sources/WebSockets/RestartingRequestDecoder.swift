import NIOCore
import NIOHTTP1

/// NIO's request decoder, made to go on after an `Upgrade` that did not happen.
///
/// The original stops for good after a request with that header, since another protocol may follow; a client that
/// offers `h2c` on a keep-alive connection (Java's does) would never get a second answer.
final class RestartingRequestDecoder: ByteToMessageDecoder {
    typealias InboundOut = HTTPServerRequestPart

    /// While true, the bytes after a request with an `Upgrade` header are kept for the protocol to come.
    var mayUpgrade = true

    /// Whether the last request made the original stop; whoever sees the requests has to say so: bytes that it leaves may
    /// as well be the half of a field whose rest is yet to come.
    var hasStopped = false

    private let limits: NIOHTTPDecoderLimitConfiguration
    private var decoder: HTTPRequestDecoder

    init(limits: NIOHTTPDecoderLimitConfiguration) {
        self.limits = limits
        self.decoder = Self.makeDecoder(limits)
    }

    func decoderAdded(context: ChannelHandlerContext) {
        self.decoder.decoderAdded(context: context)
    }

    func decoderRemoved(context: ChannelHandlerContext) {
        self.decoder.decoderRemoved(context: context)
    }

    func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let state = try self.decoder.decode(context: context, buffer: &buffer)
        guard buffer.readableBytes > 0, self.hasStopped, !self.mayUpgrade else { return state }
        self.restart(context)
        return .continue
    }

    func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) throws -> DecodingState {
        try self.decoder.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
    }

    private func restart(_ context: ChannelHandlerContext) {
        self.hasStopped = false
        self.decoder.decoderRemoved(context: context)
        self.decoder = Self.makeDecoder(self.limits)
        self.decoder.decoderAdded(context: context)
    }

    private static func makeDecoder(_ limits: NIOHTTPDecoderLimitConfiguration) -> HTTPRequestDecoder {
        HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits)
    }
}

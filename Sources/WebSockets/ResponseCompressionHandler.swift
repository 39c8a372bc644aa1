import NIOCore
import NIOHTTP1
import NIOHTTPCompression

/// Compresses the responses that gain by it, by way of NIO's compressor, which it shields from what would break it.
///
/// The compressor traps on a response nobody asked for (an informational one, or Hummingbird's 400 to a request that
/// could not be read), would give a HEAD response a body, and prefers `deflate`, which clients read in two ways.
final class ResponseCompressionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let compressor: HTTPResponseCompressor
    private var unansweredRequests = 0

    init(threshold: Int) {
        self.compressor = HTTPResponseCompressor { head, isAskedFor in
            guard head.isWorthCompressing(from: threshold) else { return .doNotCompress }
            head.headers.add(name: "vary", value: "accept-encoding")
            // The compressor keeps the old length in a head that is flushed before its body.
            if isAskedFor { head.headers.remove(name: "content-length") }
            return .compressIfPossible
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.compressor.handlerAdded(context: context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.compressor.handlerRemoved(context: context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = self.unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        self.unansweredRequests += 1
        self.compressor.channelRead(context: context, data: self.wrapInboundOut(.head(head.acceptingOnlyGzip)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head(let head) = self.unwrapOutboundIn(data) {
            let isInformational = head.status.code < 200
            guard self.unansweredRequests > 0, !isInformational else { return context.write(data, promise: promise) }
            self.unansweredRequests -= 1
        }
        self.compressor.write(context: context, data: data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        self.compressor.flush(context: context)
    }
}

extension HTTPRequestHead {
    /// The same request, accepting no encoding but gzip from the compressor, and none where a response has no body or
    /// its end could not be told.
    fileprivate var acceptingOnlyGzip: HTTPRequestHead {
        guard self.headers.contains(name: "accept-encoding") else { return self }
        var head = self
        let isCompressible = self.method != .HEAD && self.version == .http1_1
        let accepted = self.headers[canonicalForm: "accept-encoding"]
        let offered = accepted.filter { isCompressible && !$0.hasPrefix("deflate") }
        head.headers.replaceOrAdd(name: "accept-encoding", value: offered.joined(separator: ", "))
        return head
    }
}

extension HTTPResponseHead {
    /// Whether this is a long enough text of known length, whole and not encoded yet.
    fileprivate func isWorthCompressing(from threshold: Int) -> Bool {
        guard let length = self.headers.first(name: "content-length").flatMap(Int.init), length >= threshold,
            let type = self.headers.first(name: "content-type")?.prefix(while: { $0 != ";" }).lowercased()
        else { return false }
        return type != "text/event-stream"
            && (type.hasPrefix("text/") || ["json", "javascript", "xml"].contains(where: type.hasSuffix))
            && self.status != .partialContent && !self.headers.contains(name: "content-encoding")
    }
}

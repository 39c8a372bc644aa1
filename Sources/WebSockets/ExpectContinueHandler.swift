import NIOCore
import NIOHTTP1

/// Tells a client that asks with `Expect: 100-continue` to send its body; Hummingbird leaves it to wait.
final class ExpectContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let maxBodySize: Int
    private var unansweredRequests = 0

    init(maxBodySize: Int) {
        self.maxBodySize = maxBodySize
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = self.unwrapInboundIn(data) {
            // A pipelined request gets none: it would land in the middle of the response before it.
            if head.expectsContinue, !self.isTooLong(head), self.unansweredRequests == 0 { self.sendContinue(context) }
            self.unansweredRequests += 1
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = self.unwrapOutboundIn(data) { self.unansweredRequests -= 1 }
        context.write(data, promise: promise)
    }

    /// Such a body is refused, so nobody should begin to send it.
    private func isTooLong(_ head: HTTPRequestHead) -> Bool {
        (head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0) > self.maxBodySize
    }

    private func sendContinue(_ context: ChannelHandlerContext) {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(self.wrapOutboundOut(.head(head)), promise: nil)
    }
}

extension HTTPRequestHead {
    fileprivate var expectsContinue: Bool {
        self.version == .http1_1 && self.headers[canonicalForm: "expect"].contains { $0.lowercased() == "100-continue" }
    }
}

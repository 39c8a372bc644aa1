import NIOCore
import NIOHTTP1

/// Refuses requests that break the rules or take too long to arrive, with a proper answer, and then ends the connection.
///
/// It reads on for a moment after its last answer: closing with unread bytes would reset the connection, and the client
/// would never see why.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let configuration: WebSocketConfiguration
    private let isAdmitted: Bool
    private let decoder: RestartingRequestDecoder
    private var machine = RequestGuardStateMachine()
    private var timer: Scheduled<Void>?

    /// - Parameter isAdmitted: false for a connection too many, which is told so and ended.
    init(configuration: WebSocketConfiguration, decoder: RestartingRequestDecoder, isAdmitted: Bool) {
        self.decoder = decoder
        self.configuration = configuration
        self.isAdmitted = isAdmitted
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        if !self.isAdmitted { self.refuse(.tooManyConnections, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if self.machine.isPassive { return context.fireChannelRead(data) }
        var part = self.unwrapInboundIn(data)
        if case .head(let head) = part {
            self.decoder.hasStopped = head.stopsDecoder
            do { part = .head(try head.checked(maxTarget: self.configuration.maxTargetSize)) } catch {
                return self.refuse(error, context)
            }
        }
        if case .pass = self.machine.received(part) { context.fireChannelRead(self.wrapInboundOut(part)) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.watchBody(context)
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        self.refuse(error == .headerOverflow ? .headTooLarge(self.configuration) : .badRequest, context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let answer = event as? UpgradeGate.Answer, answer.accepted != nil { self.machine.becameWebSocket() }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if self.machine.isPassive { return context.write(data, promise: promise) }
        var part = self.unwrapOutboundIn(data)
        if case .head(var head) = part, self.machine.endsWithResponse, head.status.code >= 200 {
            head.headers.replaceOrAdd(name: "connection", value: "close")
            part = .head(head)
        }
        switch self.machine.wrote(part) {
        case .pass: context.write(self.wrapOutboundOut(part), promise: promise)
        case .drop: promise?.fail(ChannelError.ioOnClosedChannel)
        case .passAndLinger:
            context.writeAndFlush(self.wrapOutboundOut(part), promise: promise)
            self.linger(context)
        case .passAndRefuse(let refusal):
            context.write(self.wrapOutboundOut(part), promise: promise)
            self.answer(refusal, context)
        }
    }

    private func refuse(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
        switch self.machine.refuse(refusal) {
        case .refuse(let refusal): self.answer(refusal, context)
        case .close: context.close(promise: nil)
        case .pass, .drop: break
        }
    }
}

extension RequestGuard {
    /// A body must be there in time; the time that the server takes to answer does not count.
    private func watchBody(_ context: ChannelHandlerContext) {
        guard self.machine.isReading else {
            self.timer?.cancel()
            self.timer = nil
            return
        }
        guard self.timer == nil, let timeout = self.configuration.requestTimeout else { return }
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(timeout)) {
            self.refuse(.tooSlow, context)
        }
    }

    private static let lingering = TimeAmount.seconds(1)

    private func answer(_ refusal: RequestRefusal, _ context: ChannelHandlerContext) {
        let body = self.configuration.describe(refusal)
        var headers: HTTPHeaders = [
            "connection": "close", "content-length": "\(body.readableBytes)",
            "content-type": "application/json; charset=utf-8",
            "cache-control": "no-store", "x-content-type-options": "nosniff",
        ]
        if refusal.status == .serviceUnavailable { headers.add(name: "retry-after", value: "1") }
        let head = HTTPResponseHead(version: .http1_1, status: refusal.status, headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        self.linger(context)
    }

    private func linger(_ context: ChannelHandlerContext) {
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) { context.close(promise: nil) }
    }
}

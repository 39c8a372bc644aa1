import NIOCore
import NIOHTTP1

/// Holds a connection's first request until it is clear what the connection becomes.
///
/// It stands before NIO's upgrade handler because that one drops a request whose upgrade it refuses, which then is
/// never answered. The gate asks first and takes the offer off a refused request, so the router answers it.
/// Fresh connections that stay idle end here too: a browser's pre-connect would hold up a shutdown for ever.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The application's answer, fired through the pipeline as an event.
    struct Answer: Sendable {
        let accepted: AcceptedUpgrade?
    }

    /// What the application agreed to, from its answer on.
    private(set) var accepted: AcceptedUpgrade?
    /// Whether the server began to shut down while no pipeline was there to hear of it.
    var isQuiescing: Bool { self.machine.isQuiescing }

    private var machine = UpgradeGateStateMachine()
    private let decoder: RestartingRequestDecoder
    private let question: EventLoopPromise<WebSocketUpgradeRequest?>
    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?

    /// `question` is completed by the first request: with what to ask the application, or `nil` for plain HTTP.
    init(decoder: RestartingRequestDecoder, timeout: Duration, question: EventLoopPromise<WebSocketUpgradeRequest?>) {
        self.decoder = decoder
        self.timeout = TimeAmount(timeout)
        self.question = question
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: self.timeout) {
            self.perform(self.machine.timedOut(), context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
        self.question.fail(ChannelError.eof)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Once decided, bytes of another protocol may pass here; they are not for the gate to read.
        guard self.machine.isUndecided else { return context.fireChannelRead(data) }
        self.perform(self.machine.received(self.unwrapInboundIn(data)), context) { context.fireChannelRead(data) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.perform(self.machine.failed(), context) { context.fireErrorCaught(error) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let answer as Answer:
            self.accepted = answer.accepted
            self.perform(self.machine.decided(isAccepted: answer.accepted != nil), context)
        case is ChannelShouldQuiesceEvent:
            self.perform(self.machine.quiesce(), context) { context.fireUserInboundEventTriggered(event) }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }
}

extension UpgradeGate {
    private func perform(
        _ action: UpgradeGateStateMachine.Action, _ context: ChannelHandlerContext, pass: () -> Void = {}
    ) {
        if !self.machine.isUndecided { self.timer?.cancel() }
        switch action {
        case .none: break
        case .pass: pass()
        case .ask(let head):
            self.question.succeed(WebSocketUpgradeRequest(head: head, remoteAddress: context.remoteAddress))
        case .upgrade(let request): self.forward(request, context)
        case .becomeHTTP(let request): self.becomeHTTP(request, context)
        case .close: context.close(promise: nil)
        }
    }

    private func becomeHTTP(_ request: [HTTPServerRequestPart], _ context: ChannelHandlerContext) {
        self.decoder.mayUpgrade = false
        self.question.succeed(nil)
        self.forward(request, context)
        if self.isQuiescing { context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    private func forward(_ request: [HTTPServerRequestPart], _ context: ChannelHandlerContext) {
        for part in request { context.fireChannelRead(self.wrapInboundOut(part)) }
        context.fireChannelReadComplete()
    }
}

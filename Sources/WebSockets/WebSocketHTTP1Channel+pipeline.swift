import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOWebSocket

extension WebSocketHTTP1Channel {
    /// The pipeline up to the first request: it becomes one of the two below.
    func makeHandshakePipeline(_ channel: any Channel, _ logger: Logger) throws -> Value {
        let question = channel.eventLoop.makePromise(of: WebSocketUpgradeRequest?.self)
        let decoder = RestartingRequestDecoder(limits: self.configuration.requestHeadLimits)
        let gate = UpgradeGate(decoder: decoder, timeout: self.configuration.handshakeTimeout, question: question)
        // The limit is on what a client sends ahead of our answer to its upgrade; all else is decoded at once.
        let decoding = ByteToMessageHandler(decoder, maximumBufferSize: self.configuration.maxRequestHeadSize)
        let encoder = HTTPResponseEncoder()
        let upgrade = NIOTypedHTTPServerUpgradeHandler(
            httpEncoder: encoder, extraHTTPHandlers: [decoding],
            upgradeConfiguration: self.upgradeConfiguration(NIOLoopBound(gate, eventLoop: channel.eventLoop), logger))
        let requestGuard = RequestGuard(
            configuration: self.configuration, decoder: decoder, isAdmitted: self.configuration.limit.admits(channel))
        let sendTimeout = SendTimeoutHandler(timeout: self.configuration.sendTimeout)
        try channel.pipeline.syncOperations.addHandlers(
            sendTimeout, encoder, decoding, requestGuard, gate, upgrade)
        return Value(channel: channel, question: question.futureResult, negotiated: upgrade.upgradeResultFuture)
    }

    private func upgradeConfiguration(
        _ gate: NIOLoopBound<UpgradeGate>, _ logger: Logger
    ) -> NIOTypedHTTPServerUpgradeConfiguration<Negotiated> {
        NIOTypedHTTPServerUpgradeConfiguration(
            upgraders: [self.makeUpgrader(gate)],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture { .http(try self.makeHTTPPipeline(channel, logger)) }
            })
    }

    private func makeUpgrader(_ gate: NIOLoopBound<UpgradeGate>) -> NIOTypedWebSocketServerUpgrader<Negotiated> {
        NIOTypedWebSocketServerUpgrader(
            maxFrameSize: self.configuration.maxFrameSize,
            enableAutomaticErrorHandling: false,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(gate.value.accepted?.headers) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture { try self.makeWebSocketPipeline(channel, gate.value) }
            })
    }

    private func makeHTTPPipeline(
        _ channel: any Channel, _ logger: Logger
    ) throws -> NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart> {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(ExpectContinueHandler(maxBodySize: self.configuration.maxBodySize))
        if let threshold = self.configuration.compressionThreshold {
            try pipeline.addHandler(ResponseCompressionHandler(threshold: threshold))
        }
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: self.configuration.idleTimeout, logger: logger))
        return try NIOAsyncChannel(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    private func makeWebSocketPipeline(_ channel: any Channel, _ gate: UpgradeGate) throws -> Negotiated {
        guard let accepted = gate.accepted else { throw ChannelError.inappropriateOperationForState }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(WebSocketFrameHandler(configuration: self.configuration))
        let wrapped = try NIOAsyncChannel<WebSocketMessage, WebSocketFrame>(wrappingChannelSynchronously: channel)
        pipeline.removeHandler(gate, promise: nil)
        if let requestGuard = try? pipeline.handler(type: RequestGuard.self) {  // no guard, nothing to remove
            pipeline.removeHandler(requestGuard, promise: nil)
        }
        // A shutdown that began meanwhile has reached the gate alone: there was no handler to act on it.
        if gate.isQuiescing { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        return .webSocket(wrapped, accepted)
    }
}

extension WebSocketConfiguration {
    fileprivate var requestHeadLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = self.maxRequestHeadSize
        limits.maxHeaderListSize = self.maxRequestHeadSize
        limits.maxHeaderFieldCount = self.maxRequestHeaders
        return limits
    }
}

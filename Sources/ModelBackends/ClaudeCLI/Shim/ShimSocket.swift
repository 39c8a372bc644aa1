import NIOCore

/// A shim's socket as its server sees it: bytes in their order, no more of them than somebody reads.
///
/// (`NIOAsyncChannel` waits at its end until everything is closed, and the end of every call would wait with it.)
struct ShimSocket: Sendable {
    typealias Chunks = NIOAsyncSequenceProducer<
        ByteBuffer, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Demand
    >

    /// Ends when the shim is gone, also when it died with something of ours unread. To be read once.
    let chunks: Chunks
    private let channel: any Channel

    static let wrap: @Sendable (any Channel) -> EventLoopFuture<ShimSocket> = { channel in
        channel.eventLoop.makeCompletedFuture {
            let chunks = Chunks.makeSequence(
                elementType: ByteBuffer.self, backPressureStrategy: .init(lowWatermark: 1, highWatermark: 8),
                finishOnDeinit: true, delegate: Demand(channel: channel))
            try channel.syncOptions?.setOption(.autoRead, value: false)
            try channel.pipeline.syncOperations.addHandler(ChunkHandler(chunks.source))
            return ShimSocket(chunks: chunks.sequence, channel: channel)
        }
    }

    /// A shim that is gone takes no commands; its outcome says how it ended.
    func send(_ line: ByteBuffer) {
        channel.writeAndFlush(line, promise: nil)
    }

    /// Returns at once.
    func close() {
        channel.close(promise: nil)
    }

    /// Reads on when what was read is used up.
    struct Demand: NIOAsyncSequenceProducerDelegate {
        let channel: any Channel

        func produceMore() {
            channel.read()
        }

        func didTerminate() {
            channel.close(promise: nil)
        }
    }
}

/// Passes on what arrives, and reads only while there is demand.
private final class ChunkHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let source: ShimSocket.Chunks.Source
    private var isWanted = true

    init(_ source: ShimSocket.Chunks.Source) {
        self.source = source
    }

    func channelActive(context: ChannelHandlerContext) {
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isWanted = source.yield(unwrapInboundIn(data)) == .produceMore
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if isWanted { context.read() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        source.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        source.finish()
        context.close(promise: nil)
    }
}

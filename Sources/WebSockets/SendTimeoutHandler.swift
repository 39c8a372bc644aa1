import NIOCore

/// Closes a connection whose peer takes none of the bytes waiting for it, instead of holding its senders for ever.
///
/// It measures progress, not patience: a slow client that takes something in each period may take as long as it likes.
final class SendTimeoutHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?

    init(timeout: Duration) {
        self.timeout = TimeAmount(timeout)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.timer?.cancel()
        if !context.channel.isWritable { self.watch(context) }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.timer?.cancel()
    }

    private func watch(_ context: ChannelHandlerContext) {
        let before = self.waitingBytes(context)
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: self.timeout) {
            // While the channel is not writable its senders are suspended, so the number can only fall.
            if self.waitingBytes(context) < before { self.watch(context) } else { context.close(promise: nil) }
        }
    }

    private func waitingBytes(_ context: ChannelHandlerContext) -> Int {
        // A channel that cannot say (a closed one) has made no progress, and is closed.
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? .max
    }
}

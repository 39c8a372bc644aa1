import Logging
import NIOCore
import NIOWebSocket

extension WebSocketConnection {
    /// Runs the handler on a channel that has just become a WebSocket; returns when the channel is closed.
    static func serve(
        _ channel: NIOAsyncChannel<WebSocketMessage, WebSocketFrame>,
        _ accepted: AcceptedUpgrade,
        closeTimeout: Duration,
        logger: Logger
    ) async {
        do {
            try await channel.executeThenClose { inbound, outbound in
                let connection = WebSocketConnection(
                    request: accepted.request,
                    inbound: WebSocketInbound(stream: inbound),
                    outbound: WebSocketOutbound(writer: outbound, channel: channel.channel),
                    logger: logger)
                await connection.run(accepted.handler, closeTimeout: closeTimeout)
            }
        } catch {
            logger.debug("WebSocket ended with an error", metadata: ["error": "\(error)"])
        }
    }

    /// Runs the handler, but not much longer than the connection: without a client nobody would ever end it.
    private func run(_ handler: @escaping WebSocketHandler, closeTimeout: Duration) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                self.outbound.close(await self.outcome(of: handler))
                await self.untilClosed()
            }
            group.addTask {
                await self.untilClosed()
                // Cancelled when the handler is done first; there is nothing to wait for then.
                try? await Task.sleep(for: closeTimeout)
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Runs the handler and says how to close after it.
    private func outcome(of handler: WebSocketHandler) async -> WebSocketClose {
        do {
            try await handler(self)
            return WebSocketClose(Task.isCancelled ? .goingAway : .normalClosure)
        } catch let close as WebSocketClose {
            self.logger.debug("WebSocket is closed", metadata: ["code": "\(close.code)", "reason": "\(close.reason)"])
            return close
        } catch {
            // Handlers fail all the time because their client is gone; a failure while it is there is a fault of ours.
            let level: Logger.Level = self.outbound.channel.isActive && !Task.isCancelled ? .error : .debug
            self.logger.log(level: level, "WebSocket handler failed", metadata: ["error": "\(error)"])
            return WebSocketClose(Task.isCancelled ? .goingAway : .unexpectedServerError)
        }
    }

    private func untilClosed() async {
        // A channel's close future never fails.
        try? await self.outbound.channel.closeFuture.get()
    }
}

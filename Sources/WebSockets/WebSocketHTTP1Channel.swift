public import HummingbirdCore
public import Logging
public import NIOCore
import NIOHTTPTypes
import NIOWebSocket

/// Serves HTTP/1.1, and WebSocket on the connections whose first request asks for it.
public struct WebSocketHTTP1Channel: ServerChildChannel, HTTPChannelHandler {
    /// Decides whether a request becomes a WebSocket; an error passes it to the router.
    public typealias ShouldUpgrade = @Sendable (WebSocketUpgradeRequest) async throws -> WebSocketUpgradeDecision

    /// A connection that has yet to choose its protocol.
    public struct Value: ServerChildChannelValue {
        /// The connection.
        public let channel: any Channel
        let question: EventLoopFuture<WebSocketUpgradeRequest?>
        let negotiated: EventLoopFuture<Negotiated>
    }

    /// What a connection became.
    enum Negotiated: Sendable {
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        case webSocket(NIOAsyncChannel<WebSocketMessage, WebSocketFrame>, AcceptedUpgrade)
    }

    /// Answers the requests that do not become WebSockets.
    public let responder: HTTPChannelHandler.Responder
    let configuration: WebSocketConfiguration
    private let shouldUpgrade: ShouldUpgrade

    /// Serves `responder`, and the WebSockets `shouldUpgrade` agrees to.
    public init(
        responder: @escaping HTTPChannelHandler.Responder,
        configuration: WebSocketConfiguration = WebSocketConfiguration(),
        shouldUpgrade: @escaping ShouldUpgrade
    ) {
        self.responder = responder
        self.configuration = configuration
        self.shouldUpgrade = shouldUpgrade
    }

    /// Builds the pipeline of a new connection.
    public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture { try self.makeHandshakePipeline(channel, logger) }
    }

    /// Serves a connection until it is closed.
    public func handle(value: Value, logger: Logger) async {
        let connections = self.configuration.connections
        do {
            switch try await self.negotiate(value, logger) {
            case .http(let channel):
                await connections.countingHTTP { await self.handleHTTP(asyncChannel: channel, logger: logger) }
            case .webSocket(let channel, let accepted):
                await connections.countingWebSocket {
                    let closeTimeout = self.configuration.closeTimeout
                    await WebSocketConnection.serve(channel, accepted, closeTimeout: closeTimeout, logger: logger)
                }
            }
        } catch {
            logger.debug("Connection ended before its protocol was settled", metadata: ["error": "\(error)"])
            value.channel.close(promise: nil)
        }
    }

    private func negotiate(_ value: Value, _ logger: Logger) async throws -> Negotiated {
        if let request = try await value.question.get() {
            let answer = UpgradeGate.Answer(accepted: await self.decide(request, logger))
            value.channel.pipeline.fireUserInboundEventTriggered(answer)
        }
        return try await value.negotiated.get()
    }

    private func decide(_ request: WebSocketUpgradeRequest, _ logger: Logger) async -> AcceptedUpgrade? {
        do {
            switch try await self.shouldUpgrade(request) {
            case .passToHTTP: return nil
            case .upgrade(let headers, let handler):
                return AcceptedUpgrade(request: request, headers: headers, handler: handler)
            }
        } catch {
            logger.error("WebSocket upgrade was not decided; the router answers it", metadata: ["error": "\(error)"])
            return nil
        }
    }
}

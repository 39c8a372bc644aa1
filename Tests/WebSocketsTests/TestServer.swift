import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import WebSockets

/// A server on a loopback port for the length of one test.
struct TestServer: Sendable {
    let port: Int
    private let server: Server<WebSocketHTTP1Channel>

    /// Runs `body` against a server, then shuts it down.
    static func run(
        configure: (inout WebSocketConfiguration) -> Void = { _ in },
        respond: @escaping @Sendable (Request) async throws -> Response = { _ in Response(status: .notFound) },
        shouldUpgrade: @escaping WebSocketHTTP1Channel.ShouldUpgrade = { _ in .upgrade(handler: TestServer.echo) },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        var configuration = WebSocketConfiguration()
        // A busy machine must not be taken for a slow client.
        configuration.handshakeTimeout = .seconds(60)
        configure(&configuration)
        let child = WebSocketHTTP1Channel(
            responder: { request, writer, _ in
                let response = try await respond(request)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: configuration,
            shouldUpgrade: shouldUpgrade)
        try await self.run(child, body)
    }

    /// Runs `body` against a server of this make.
    static func run(_ child: WebSocketHTTP1Channel, _ body: (TestServer) async throws -> Void) async throws {
        let (ports, port) = AsyncStream<Int>.makeStream()
        let server = Server(
            childChannelSetup: child,
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            let result: Result<Void, any Error>
            do {
                for await port in ports.prefix(1) { try await body(TestServer(port: port, server: server)) }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await server.shutdownGracefully()
            try result.get()
        }
    }

    func shutDown() async throws {
        try await self.server.shutdownGracefully()
    }

    /// Sends every message back.
    static let echo: WebSocketHandler = { connection in
        for try await message in connection.inbound {
            switch message {
            case .text(let text): try await connection.outbound.send(text: text)
            case .binary(let data): try await connection.outbound.send(binary: data)
            }
        }
    }
}

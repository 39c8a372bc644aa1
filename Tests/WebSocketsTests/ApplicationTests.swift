import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct ApplicationTests {
    @Test("One port serves a Hummingbird application's routes and its WebSockets")
    func onePort() async throws {
        let router = Router()
        router.get("hello") { _, _ in "world" }
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router,
            server: .http1WebSocket { $0.uri.path == "/ws" ? .upgrade(handler: TestServer.echo) : .passToHTTP },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            let port = try #require(await ports.first { _ in true })
            try await TestClient.connect(to: port) { client in
                try await client.expectStatus(404, from: "/other", headers: TestClient.upgradeHeaders)
                try await client.sendRequest("/hello")
                try await client.expectResponse(200, "world")
            }
            try await TestClient.connect(to: port) { client in
                try await client.expectStatus(101, from: "/ws", headers: TestClient.upgradeHeaders)
                try await client.sendText("hi")
                try await client.expectText("hi")
            }
            group.cancelAll()
        }
    }
}

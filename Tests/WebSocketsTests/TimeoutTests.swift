import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct TimeoutTests {
    @Test("A connection without a complete first request is closed", arguments: ["", "GET / HTTP/1.1\r\nHost: te"])
    func handshake(beginning: String) async throws {
        try await TestServer.run(configure: { $0.handshakeTimeout = .seconds(1) }) { server in
            try await TestClient.connect(to: server) { client in
                try await client.send(beginning)
                try await client.expectEnd()
            }
        }
    }

    @Test("A keep-alive connection is closed when it stays idle")
    func idle() async throws {
        try await TestServer.run(configure: { $0.idleTimeout = .seconds(1) }) { server in
            try await TestClient.connect(to: server) { client in
                try await client.expectStatus(404, from: "/")
                try await client.expectEnd()
            }
        }
    }

    @Test("A client that answers no ping for two intervals is closed")
    func deadPeer() async throws {
        try await TestServer.run(configure: { configuration in
            configuration.pingInterval = .milliseconds(50)
            configuration.closeTimeout = .milliseconds(50)
        }) { server in
            try await TestClient.withWebSocket(to: server) { client in
                for _ in 1...2 {
                    let frame = try await client.readFrame(skippingPings: false)
                    #expect(frame.opcode == TestFrame.ping)
                }
                try await client.expectClose(1011, "no answer to 2 pings")
                try await client.expectEnd()
            }
        }
    }

    @Test("A client that answers pings stays")
    func livePeer() async throws {
        try await TestServer.run(configure: { $0.pingInterval = .seconds(1) }) { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await client.answerPings(3)
                try await client.sendText("still here")
                try await client.expectText("still here")
            }
        }
    }

    @Test("A client is not taken for dead while the handler does not read what it sends")
    func laggingHandler() async throws {
        let (wakeUps, wakeUp) = AsyncStream<Void>.makeStream()
        let handler: WebSocketHandler = { connection in
            if connection.request.uri.path == "/lagging" { for await _ in wakeUps {} }
            try await TestServer.echo(connection)
        }
        try await TestServer.run(
            configure: { $0.pingInterval = .seconds(1) }, shouldUpgrade: { _ in .upgrade(handler: handler) }
        ) { server in
            try await TestClient.connect(to: server) { client in
                _ = try await client.request("/lagging", headers: TestClient.upgradeHeaders)
                for number in 1...50 { try await client.sendText("message \(number)") }
                // Another client's pings tell the time.
                try await TestClient.withWebSocket(to: server) { try await $0.answerPings(4) }
                wakeUp.finish()
                for number in 1...50 { try await client.expectText("message \(number)") }
            }
        }
    }

    @Test("A WebSocket client that never reads holds a bounded amount and is closed, while another goes on")
    func slowWebSocketClient() async throws {
        let sent = Atomic(0)
        let (ends, end) = AsyncStream<Void>.makeStream()
        let handler: WebSocketHandler = { connection in
            guard connection.request.uri.path == "/flood" else { return try await TestServer.echo(connection) }
            defer { end.finish() }
            let chunk = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1 << 16)
            while true {
                try await connection.outbound.send(utf8: chunk)
                sent.add(chunk.readableBytes, ordering: .relaxed)
            }
        }
        try await TestServer.run(
            configure: { $0.sendTimeout = .milliseconds(300) }, shouldUpgrade: { _ in .upgrade(handler: handler) }
        ) { server in
            try await TestClient.connect(to: server) { slow in
                _ = try await slow.request("/flood", headers: TestClient.upgradeHeaders)
                try await TestClient.withWebSocket(to: server) { other in
                    try await other.sendText("fine")
                    try await other.expectText("fine")
                }
                for await _ in ends {}
            }
        }
        // The kernel's buffers on both sides and a little of our own; without a bound it is hundreds of megabytes.
        #expect(sent.load(ordering: .relaxed) < 24 << 20)
    }

    @Test("An HTTP client that never reads its response is closed")
    func slowHTTPClient() async throws {
        let (ends, end) = AsyncStream<Void>.makeStream()
        let respond: @Sendable (Request) async throws -> Response = { _ in
            Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody { writer in
                    defer { end.finish() }
                    while true { try await writer.write(ByteBuffer(repeating: 0x0A, count: 1 << 16)) }
                })
        }
        try await TestServer.run(configure: { $0.sendTimeout = .milliseconds(300) }, respond: respond) { server in
            try await TestClient.connect(to: server) { slow in
                try await slow.sendRequest("/events")
                for await _ in ends {}
            }
        }
    }
}

extension TestClient {
    /// Answers the server's next pings.
    fileprivate func answerPings(_ count: Int) async throws {
        for _ in 1...count {
            let frame = try await self.readFrame(skippingPings: false)
            try #require(frame.opcode == TestFrame.ping)
            try await self.send(.frame(TestFrame.pong, frame.payload.readableBytesView))
        }
    }
}

import NIOCore
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct ShutdownTests {
    @Test("A shutdown closes idle, keep-alive and WebSocket connections without waiting for their timeouts")
    func shutdown() async throws {
        try await TestServer.run(configure: { $0.closeTimeout = .seconds(600) }) { server in
            try await TestClient.connect(to: server) { fresh in
                try await TestClient.connect(to: server) { keepAlive in
                    try await keepAlive.expectStatus(404, from: "/")
                    try await TestClient.withWebSocket(to: server) { webSocket in
                        async let time = ContinuousClock().measure { try await server.shutDown() }
                        try await webSocket.expectClose(1001, "server is shutting down")
                        try await webSocket.send(.close(1001))
                        for client in [fresh, keepAlive, webSocket] { try await client.expectEnd() }
                        let shutdownTime = try await time
                        #expect(shutdownTime < .seconds(30))
                    }
                }
            }
        }
    }

    @Test("A WebSocket client that does not answer delays a shutdown by the close timeout at most")
    func unansweredClose() async throws {
        try await TestServer.run(configure: { $0.closeTimeout = .milliseconds(100) }) { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await server.shutDown()
                try await client.expectClose(1001)
                try await client.expectEnd()
            }
        }
    }

    @Test("A request whose upgrade is being decided when a shutdown begins is still answered", arguments: [true, false])
    func undecidedUpgrade(isAccepted: Bool) async throws {
        let (questions, question) = AsyncStream<Void>.makeStream()
        let (answers, answer) = AsyncStream<Void>.makeStream()
        let shouldUpgrade: WebSocketHTTP1Channel.ShouldUpgrade = { _ in
            question.finish()
            for await _ in answers {}
            return isAccepted ? .upgrade(handler: TestServer.echo) : .passToHTTP
        }
        try await TestServer.run(shouldUpgrade: shouldUpgrade) { server in
            try await TestClient.connect(to: server) { fresh in
                try await TestClient.connect(to: server) { client in
                    try await client.sendRequest("/ws", headers: TestClient.upgradeHeaders)
                    for await _ in questions {}
                    async let shutdown: Void = server.shutDown()
                    // The end of the idle connection shows that the shutdown has begun.
                    try await fresh.expectEnd()
                    answer.finish()
                    let response = try await client.readResponse(hasBody: !isAccepted)
                    #expect(response.status == (isAccepted ? 101 : 404))
                    if isAccepted {
                        try await client.expectClose(1001)
                        try await client.send(.close(1001))
                    }
                    try await client.expectEnd()
                    try await shutdown
                }
            }
        }
    }
}

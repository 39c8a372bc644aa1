import NIOCore
import NIOWebSocket
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct CloseTests {
    /// Runs `body` with a WebSocket served by `handler`. The close timeout is longer than a test may take, so that a
    /// connection does not end by it unless the test says so.
    private func withWebSocket(
        closeTimeout: Duration = .seconds(600),
        servedBy handler: @escaping WebSocketHandler,
        _ body: (TestClient) async throws -> Void
    ) async throws {
        try await TestServer.run(
            configure: { $0.closeTimeout = closeTimeout }, shouldUpgrade: { _ in .upgrade(handler: handler) }
        ) { server in
            try await TestClient.withWebSocket(to: server, body)
        }
    }

    @Test("A close frame is sent back with its code and reason, and the connection ends")
    func closeIsEchoed() async throws {
        try await self.withWebSocket(servedBy: TestServer.echo) { client in
            try await client.send(.close(4242, "lunch"))
            try await client.expectClose(4242, "lunch")
            try await client.expectEnd()
        }
    }

    @Test("A close frame without a code is sent back without one")
    func emptyCloseIsEchoed() async throws {
        try await self.withWebSocket(servedBy: TestServer.echo) { client in
            try await client.send(.frame(TestFrame.close, ""))
            try await client.expectClose(1005, "")
            try await client.expectEnd()
        }
    }

    @Test("A message right before the client's close is still delivered")
    func messageBeforeClose() async throws {
        let (messages, message) = AsyncStream<WebSocketMessage>.makeStream()
        try await self.withWebSocket(servedBy: { connection in
            for try await received in connection.inbound { message.yield(received) }
            message.finish()
        }) { client in
            try await client.send(.frame(TestFrame.text, "last words") + .close(1000))
            let received = await messages.reduce(into: []) { $0.append($1) }
            #expect(received == [.text("last words")])
        }
    }

    @Test("A client's close does not cut off a message on its way to it")
    func closeDuringMessage() async throws {
        let size = 16 << 20
        let handler: WebSocketHandler = { connection in
            try await connection.outbound.send(binary: ByteBuffer(repeating: 0, count: size))
            for try await _ in connection.inbound {}
        }
        try await self.withWebSocket(servedBy: handler) { client in
            // The head of the frame: the message is on its way.
            _ = try await client.read(10)
            try await client.send(.close(1000))
            _ = try await client.read(size)
            try await client.expectClose(1000)
            try await client.expectEnd()
        }
    }

    @Test("A handler that returns closes with 1000 after what it has sent")
    func handlerReturns() async throws {
        let handler: WebSocketHandler = { try await $0.outbound.send(text: "bye") }
        try await self.withWebSocket(servedBy: handler) { client in
            try await client.expectText("bye")
            try await client.expectClose(1000, "")
            try await client.send(.close(1000))
            try await client.expectEnd()
        }
    }

    @Test("A handler that fails closes with 1011 and keeps its reasons to itself")
    func handlerFails() async throws {
        let handler: WebSocketHandler = { _ in throw TestClient.EndOfConnection() }
        try await self.withWebSocket(servedBy: handler) { client in
            try await client.expectClose(1011, "")
        }
    }

    @Test("A handler closes with its own code by throwing it")
    func handlerThrowsClose() async throws {
        let handler: WebSocketHandler = { _ in throw WebSocketClose(.unknown(4001), reason: "log in first") }
        try await self.withWebSocket(servedBy: handler) { client in
            try await client.expectClose(4001, "log in first")
        }
    }

    @Test("Nothing is sent after a close, and a second close changes nothing")
    func nothingAfterClose() async throws {
        try await self.withWebSocket(servedBy: { connection in
            connection.outbound.close(.policyViolation, reason: "enough")
            connection.outbound.close(.normalClosure)
            try await connection.outbound.send(text: "one more thing")
        }) { client in
            try await client.expectClose(1008, "enough")
            try await client.send(.close(1008))
            try await client.expectEnd()
        }
    }

    @Test("A reason too long for a close frame is cut between characters")
    func longReason() async throws {
        let reason = String(repeating: "ä", count: 100)
        let handler: WebSocketHandler = { $0.outbound.close(.normalClosure, reason: reason) }
        try await self.withWebSocket(servedBy: handler) { client in
            try await client.expectClose(1000, String(repeating: "ä", count: 61))
        }
    }

    @Test("A client that does not answer a close is disconnected when the time is up")
    func closeTimeout() async throws {
        let handler: WebSocketHandler = { _ in }
        try await self.withWebSocket(closeTimeout: .milliseconds(100), servedBy: handler) { client in
            try await client.expectClose(1000)
            try await client.expectEnd()
        }
    }

    @Test("Messages the handler no longer reads do not hide the client's answer to our close")
    func closeWithUnreadMessages() async throws {
        let handler: WebSocketHandler = { connection in
            for try await _ in connection.inbound { return }
        }
        try await self.withWebSocket(servedBy: handler) { client in
            try await client.sendText("go")
            try await client.expectClose(1000)
            for _ in 1...100 { try await client.sendText("do you hear me?") }
            try await client.send(.close(1000))
            try await client.expectEnd()
        }
    }

    @Test("A client that goes without a close frame ends the handler's messages")
    func clientGoes() async throws {
        let (ends, end) = AsyncStream<Void>.makeStream()
        try await self.withWebSocket(servedBy: { connection in
            for try await _ in connection.inbound {}
            end.finish()
        }) { client in
            try await client.finish()
            for await _ in ends {}
        }
    }

    @Test("A handler that outlives its connection is cancelled")
    func handlerIsCancelled() async throws {
        let (ends, end) = AsyncStream<Bool>.makeStream()
        try await self.withWebSocket(
            closeTimeout: .milliseconds(100),
            servedBy: { _ in
                do { try await Task.sleep(for: .seconds(3600)) } catch { end.yield(error is CancellationError) }
            }
        ) { client in
            try await client.send(.close(1000))
            #expect(await ends.first { _ in true } == true)
        }
    }
}

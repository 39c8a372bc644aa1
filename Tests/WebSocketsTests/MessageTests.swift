import NIOCore
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct MessageTests {
    @Test("Text and binary messages reach the handler and come back")
    func echo() async throws {
        try await TestServer.run { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await client.sendText("grüße")
                try await client.expectText("grüße")
                try await client.send(.frame(TestFrame.binary, [0xFF, 0x00]))
                let frame = try await client.readFrame()
                #expect(frame == TestFrame(opcode: TestFrame.binary, payload: ByteBuffer(bytes: [0xFF, 0x00])))
            }
        }
    }

    @Test("A text of 800 KB arrives whole")
    func bigText() async throws {
        let text = String(repeating: "0123456789", count: 80_000)
        try await TestServer.run { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await client.sendText(text)
                try await client.expectText(text)
            }
        }
    }

    @Test("Fragments become one message, and a ping among them is answered at once")
    func fragments() async throws {
        try await TestServer.run { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await client.send(.frame(TestFrame.text, "one ", isFinal: false))
                try await client.send(.frame(TestFrame.ping, "still there?"))
                try await client.send(.frame(TestFrame.continuation, "two ", isFinal: false))
                try await client.send(.frame(TestFrame.continuation, "three"))
                try await client.expectFrame(TestFrame.pong, "still there?")
                try await client.expectText("one two three")
            }
        }
    }

    @Test("A ping is answered although the handler never reads")
    func pingWithoutReader() async throws {
        let neverReads: WebSocketHandler = { _ in try await Task.sleep(for: .seconds(3600)) }
        try await TestServer.run(
            configure: { $0.closeTimeout = .milliseconds(50) },
            shouldUpgrade: { _ in .upgrade(handler: neverReads) }
        ) { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await client.send(.frame(TestFrame.ping, "hello"))
                try await client.expectFrame(TestFrame.pong, "hello")
            }
        }
    }

    @Test("One buffer can be sent to many clients")
    func sharedBuffer() async throws {
        let shared = ByteBuffer(string: "news for everybody")
        let handler: WebSocketHandler = { try await $0.outbound.send(utf8: shared) }
        try await TestServer.run(shouldUpgrade: { _ in .upgrade(handler: handler) }) { server in
            for _ in 1...3 {
                try await TestClient.withWebSocket(to: server) { client in
                    try await client.expectText("news for everybody")
                }
            }
        }
    }

    @Test("Of many pings from a client that does not read, the latest is answered and not all are")
    func pingFlood() async throws {
        let pings = (1...500).reduce(into: ByteBuffer()) { pings, _ in
            pings.writeImmutableBuffer(.frame(TestFrame.ping, [UInt8](repeating: 0, count: 125)))
        }
        let (ends, end) = AsyncStream<Void>.makeStream()
        let handler: WebSocketHandler = { connection in
            for try await _ in connection.inbound { end.finish() }
        }
        try await TestServer.run(shouldUpgrade: { _ in .upgrade(handler: handler) }) { server in
            try await TestClient.withWebSocket(to: server) { client in
                for _ in 1...150 { try await client.send(pings) }
                try await client.send(.frame(TestFrame.ping, "the latest") + .frame(TestFrame.text, "that is all"))
                for await _ in ends {}
                let answers = try await client.count(until: "the latest")
                #expect(answers < 150 * 500 * 127)
            }
        }
    }
}

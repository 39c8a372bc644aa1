import NIOCore
import NIOWebSocket
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct ProtocolViolationTests {
    /// What a client does wrong, and the close code it gets for it.
    struct Violation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: ByteBuffer
        let code: UInt16

        init(_ description: String, _ bytes: ByteBuffer, _ code: UInt16) {
            self.testDescription = description
            self.bytes = bytes
            self.code = code
        }
    }

    static let violations = [
        Violation("unmasked frame", .frame(TestFrame.text, "hi", isMasked: false), 1002),
        Violation("reserved bit", .frame(TestFrame.text, "hi", reservedBits: 0x40), 1002),
        Violation("reserved data opcode", .frame(0x3, "hi"), 1002),
        Violation("reserved control opcode", .frame(0xB, "hi"), 1002),
        Violation("fragmented ping", .frame(TestFrame.ping, "hi", isFinal: false), 1002),
        Violation("ping over 125 bytes", .frame(TestFrame.ping, [UInt8](repeating: 0, count: 126)), 1002),
        Violation("continuation of nothing", .frame(TestFrame.continuation, "hi"), 1002),
        Violation(
            "message within a message",
            .frame(TestFrame.text, "hi", isFinal: false) + .frame(TestFrame.text, "ho"), 1002),
        Violation("text that is not UTF-8", .frame(TestFrame.text, [0xC3, 0x28]), 1007),
        Violation(
            "text cut within a character",
            .frame(TestFrame.text, [0xE2, 0x82], isFinal: false) + .frame(TestFrame.continuation, ""), 1007),
        Violation("frame over the limit", .frame(TestFrame.binary, [UInt8](repeating: 0, count: 2001)), 1009),
        Violation(
            "message over the limit",
            .frame(TestFrame.binary, [UInt8](repeating: 0, count: 2000), isFinal: false)
                + .frame(TestFrame.continuation, [UInt8](repeating: 0, count: 1001)), 1009),
        Violation(
            "more fragments than the limit",
            (1...3).reduce(.frame(TestFrame.text, "a", isFinal: false)) { frames, _ in
                frames + .frame(TestFrame.continuation, "b", isFinal: false)
            }, 1009),
        Violation("close frame with half a code", .frame(TestFrame.close, [0x03]), 1002),
        Violation("close code below 1000", .close(999), 1002),
        Violation("close code 1005, which is never sent", .close(1005), 1002),
        Violation("close code no registry knows", .close(2999), 1002),
        Violation("close reason that is not UTF-8", .frame(TestFrame.close, [0x03, 0xE8, 0xC3, 0x28]), 1007),
    ]

    @Test("A client that breaks the protocol is told its fault and let go", arguments: violations)
    func violation(_ violation: Violation) async throws {
        try await TestServer.run(configure: { configuration in
            // Longer than the test may take: the server must end the connection without waiting for the client.
            configuration.closeTimeout = .seconds(600)
            configuration.maxFrameSize = 2000
            configuration.maxMessageSize = 3000
            configuration.maxFragments = 3
        }) { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await client.send(violation.bytes)
                try await client.expectClose(violation.code)
                try await client.expectEnd()
            }
        }
    }

    @Test("The handler learns of the violation after the messages before it")
    func handlerIsTold() async throws {
        let (outcomes, outcome) = AsyncStream<WebSocketClose?>.makeStream()
        let handler: WebSocketHandler = { connection in
            var messages: [WebSocketMessage] = []
            do {
                for try await message in connection.inbound { messages.append(message) }
                outcome.yield(nil)
            } catch {
                #expect(messages == [.text("fine")])
                outcome.yield(error as? WebSocketClose)
            }
        }
        try await TestServer.run(shouldUpgrade: { _ in .upgrade(handler: handler) }) { server in
            try await TestClient.withWebSocket(to: server) { client in
                try await client.send(.frame(TestFrame.text, "fine") + .frame(0x3, "wrong"))
                try await client.expectClose(1002, "reserved opcode")
            }
            let close = await outcomes.first { _ in true }
            #expect(close == WebSocketClose(.protocolError, reason: "reserved opcode"))
        }
    }
}

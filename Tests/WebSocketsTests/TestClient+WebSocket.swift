import NIOCore
import Testing

/// A frame as it came from the server.
struct TestFrame: Equatable {
    let opcode: UInt8
    var payload: ByteBuffer
    var text: String { String(buffer: self.payload) }

    static let continuation: UInt8 = 0x0
    static let text: UInt8 = 0x1
    static let binary: UInt8 = 0x2
    static let close: UInt8 = 0x8
    static let ping: UInt8 = 0x9
    static let pong: UInt8 = 0xA
}

extension TestClient {
    static let upgradeHeaders = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        // The key of RFC 6455, 1.3.
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]

    /// Runs `body` with a WebSocket to the server.
    static func withWebSocket<Result: Sendable>(
        to server: TestServer, _ body: (TestClient) async throws -> Result
    ) async throws -> Result {
        try await self.connect(to: server) { client in
            let response = try await client.request("/ws", headers: self.upgradeHeaders)
            try #require(response.status == 101)
            return try await body(client)
        }
    }

    func sendText(_ text: String) async throws {
        try await self.send(.frame(TestFrame.text, text))
    }

    /// The next frame that is not one of the server's regular pings.
    func readFrame(skippingPings: Bool = true) async throws -> TestFrame {
        while true {
            let head = try await self.read(2)
            let bytes = Array(head.readableBytesView)
            let length = try await self.readLength(bytes[1])
            let frame = TestFrame(opcode: bytes[0] & 0xF, payload: try await self.read(length))
            if frame.opcode != TestFrame.ping || !skippingPings { return frame }
        }
    }

    func expectFrame(_ opcode: UInt8, _ payload: String, at location: SourceLocation = #_sourceLocation) async throws {
        let frame = try await self.readFrame()
        #expect(frame == TestFrame(opcode: opcode, payload: ByteBuffer(string: payload)), sourceLocation: location)
    }

    func expectText(_ text: String, at location: SourceLocation = #_sourceLocation) async throws {
        try await self.expectFrame(TestFrame.text, text, at: location)
    }

    /// Expects a close frame with this code (1005 stands for none) and, unless `nil`, this reason.
    func expectClose(
        _ code: UInt16, _ reason: String? = nil, at location: SourceLocation = #_sourceLocation
    ) async throws {
        var frame = try await self.readFrame()
        #expect(frame.opcode == TestFrame.close, sourceLocation: location)
        #expect(frame.payload.readInteger(as: UInt16.self) ?? 1005 == code, sourceLocation: location)
        if let reason { #expect(frame.text == reason, sourceLocation: location) }
    }

    /// Expects the server to end the connection without another byte.
    func expectEnd(at location: SourceLocation = #_sourceLocation) async throws {
        let isAtEnd = try await self.isAtEnd()
        #expect(isAtEnd, sourceLocation: location)
    }

    private func readLength(_ byte: UInt8) async throws -> Int {
        try #require(byte < 0x80, "a server's frame is not masked")
        switch byte {
        case 126: return Int(try await self.read(2).getInteger(at: 0, as: UInt16.self) ?? 0)
        case 127: return Int(try await self.read(8).getInteger(at: 0, as: UInt64.self) ?? 0)
        default: return Int(byte)
        }
    }
}

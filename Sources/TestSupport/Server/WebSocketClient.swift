public import Domain
import NIOCore
import NIOPosix

/// A WebSocket client as a test needs one: sends JSON, reads JSON one by one, and need not read at all.
///
/// It speaks bytes: with NIO's upgrading client, waits for the first frame were seen to hang when many connected at once.
public struct WebSocketClient: ~Copyable {
    private typealias Bytes = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()
    /// Why the server closed, once it has.
    public private(set) var closeCode: UInt16?

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Connects for the time of the body.
    /// - Throws: ``RefusedRequest`` when the server does not upgrade.
    public static func connect<Result>(
        to server: SkeinServer, path: String = "/ws/test", headers: [(String, String)] = [],
        isolation: isolated (any Actor)? = #isolation, _ body: (inout WebSocketClient) async throws -> Result
    ) async throws -> Result {
        guard let port = server.address?.split(separator: ":").last.flatMap({ Int($0) }) else {
            throw RefusedRequest(status: 0, path: path, answer: "the server does not run")
        }
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try Bytes(wrappingChannelSynchronously: channel) }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var client = WebSocketClient(inbound, outbound)
            try await client.upgrade(path, headers, port)
            return try await body(&client)
        }
    }

    public func send(_ json: JSONValue) async throws {
        try await send(text: json.text)
    }

    public func send(text: String) async throws {
        try await send(opcode: 0x1, ByteBuffer(string: text))
    }

    /// The next message. - Returns: nil when the server has closed.
    public mutating func next() async throws -> JSONValue? {
        while let (opcode, payload) = try await frame() {
            switch opcode {
            case 0x1: return try JSONValue(parsing: payload.readableBytesView)
            case 0x9: try await send(opcode: 0xA, payload)
            case 0x8:
                closeCode = payload.getInteger(at: payload.readerIndex)
                return nil
            default: break
            }
        }
        return nil
    }
}

extension WebSocketClient {
    private mutating func upgrade(_ path: String, _ headers: [(String, String)], _ port: Int) async throws {
        var lines = [
            "GET \(path) HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        if !headers.contains(where: { $0.0 == "host" }) { lines.append("Host: 127.0.0.1:\(port)") }
        lines += headers.map { "\($0): \($1)" }
        try await outbound.write(ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n"))
        var head = ""
        while !head.hasSuffix("\r\n\r\n") {
            guard var byte = try await bytes(1) else { break }
            head += byte.readString(length: 1) ?? ""
        }
        guard head.hasPrefix("HTTP/1.1 101 ") else { throw RefusedRequest(status: 0, path: path, answer: head) }
    }

    /// A whole frame; the server sends no fragments.
    private mutating func frame() async throws -> (opcode: UInt8, payload: ByteBuffer)? {
        guard let head = try await bytes(2)?.readableBytesView, let opcode = head.first, let length = head.last else {
            return nil
        }
        let size: Int? =
            switch length {
            case 126: try await bytes(2)?.getInteger(at: 0, as: UInt16.self).map(Int.init)
            case 127: try await bytes(8)?.getInteger(at: 0, as: UInt64.self).map(Int.init)
            default: Int(length)
            }
        guard let size, let payload = try await bytes(size) else { return nil }
        return (opcode & 0xF, payload)
    }

    /// - Returns: nil when the connection ended before.
    private mutating func bytes(_ count: Int) async throws -> ByteBuffer? {
        while received.readableBytes < count {
            guard var more = try await inbound.next() else { return nil }
            received.writeBuffer(&more)
        }
        defer { received.discardReadBytes() }
        return received.readSlice(length: count).map { ByteBuffer(buffer: $0.slice()) }
    }

    /// Masked by zeros, which leaves the payload as it is.
    private func send(opcode: UInt8, _ payload: ByteBuffer) async throws {
        var frame = ByteBuffer(bytes: [0x80 | opcode])
        switch payload.readableBytes {
        case ..<126: frame.writeInteger(0x80 | UInt8(payload.readableBytes))
        case ...0xFFFF: frame.writeMultipleIntegers(UInt8(0xFE), UInt16(payload.readableBytes))
        default: frame.writeMultipleIntegers(UInt8(0xFF), UInt64(payload.readableBytes))
        }
        frame.writeInteger(UInt32(0))
        frame.writeImmutableBuffer(payload)
        try await outbound.write(frame)
    }
}

import NIOCore
import NIOPosix

/// A TCP client that speaks bytes, so that a test can break a protocol as it likes.
final class TestClient {
    private var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let channel: any Channel
    private var received = ByteBuffer()

    private init(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ channel: any Channel) {
        self.iterator = inbound.makeAsyncIterator()
        self.channel = channel
    }

    static func connect<Result: Sendable>(
        to server: TestServer, _ body: (TestClient) async throws -> Result
    ) async throws -> Result {
        try await self.connect(to: server.port, body)
    }

    /// Runs `body` with a connection to the port, then closes it.
    static func connect<Result: Sendable>(
        to port: Int, _ body: (TestClient) async throws -> Result
    ) async throws -> Result {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        let channel = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        return try await channel.executeThenClose { inbound, _ in
            try await body(TestClient(inbound, channel.channel))
        }
    }

    func send(_ text: String) async throws {
        try await self.send(ByteBuffer(string: text))
    }

    /// Returns when the kernel has taken the bytes.
    func send(_ bytes: ByteBuffer) async throws {
        try await self.channel.writeAndFlush(bytes)
    }

    /// Ends our side of the connection.
    func finish() async throws {
        try await self.channel.close(mode: .output)
    }

    /// The next `count` bytes.
    func read(_ count: Int) async throws -> ByteBuffer {
        while true {
            if let bytes = self.received.readSlice(length: count) { return bytes }
            try await self.receive()
        }
    }

    /// The next line, without its line break.
    func readLine() async throws -> String {
        while true {
            let view = self.received.readableBytesView
            if let end = view.firstIndex(of: UInt8(ascii: "\n")) {
                let line = try await self.read(end - view.startIndex + 1)
                return String(buffer: line).trimmingSuffix { $0.isNewline }
            }
            try await self.receive()
        }
    }

    /// How many bytes come up to and with `ending`.
    func count(until ending: String) async throws -> Int {
        var count = 0
        while !self.received.readableBytesView.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
            count += self.received.readableBytes
            self.received.clear()
            try await self.receive()
        }
        return count + self.received.readableBytes
    }

    /// Whether the server ends the connection without another byte.
    func isAtEnd() async throws -> Bool {
        guard self.received.readableBytes == 0 else { return false }
        do {
            try await self.receive()
            return false
        } catch is EndOfConnection {
            return true
        }
    }

    private func receive() async throws {
        do {
            guard var bytes = try await self.iterator.next() else { throw EndOfConnection() }
            self.received.writeBuffer(&bytes)
        } catch is IOError {
            // A server that closes with bytes unread resets the connection.
            throw EndOfConnection()
        }
    }

    /// The server ended the connection.
    struct EndOfConnection: Error {}
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var text = self[...]
        while let last = text.last, predicate(last) { text.removeLast() }
        return String(text)
    }
}

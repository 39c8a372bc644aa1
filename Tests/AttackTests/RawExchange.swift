import Domain
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport

/// Bytes to a server, and what it says to them: nothing between the test and the socket makes them well-formed.
struct RawExchange {
    let server: SkeinServer
    /// Where the connection comes from: each loopback address is a client of its own.
    var source = "127.0.0.1"
    /// Nil for a connection in the clear.
    var tls: NIOSSLContext?

    /// What came back until the server closed.
    struct Reply {
        let text: String

        /// 0 for a connection that was closed without a word.
        var status: Int { Int(text.dropFirst("HTTP/1.1 ".count).prefix(3)) ?? 0 }
        /// How many responses came.
        var count: Int { text.components(of: "HTTP/1.1 ") - 1 }

        var json: JSONValue {
            let body = text.split(separator: "\r\n\r\n", maxSplits: 1).last ?? ""
            return (try? JSONValue(parsing: body.utf8)) ?? .null  // what is no JSON shows as null
        }

        func header(_ name: String) -> String? {
            text.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ": ") }.map {
                String($0.dropFirst(name.count + 2))
            }
        }
    }

    private typealias Bytes = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Sends it all and reads until the server closes.
    /// - Throws: ``StillOpen`` when it never does.
    func send(_ parts: String..., within patience: Duration = .patience) async throws -> Reply {
        try await send(ByteBuffer(string: parts.joined()), within: patience)
    }

    func send(_ bytes: ByteBuffer, within patience: Duration = .patience) async throws -> Reply {
        try await withThrowingTaskGroup(of: Reply?.self) { group in
            group.addTask { try await connected { try await $0.finish(sending: bytes) } }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let reply = first else {
                throw StillOpen()
            }
            return reply
        }
    }

    /// A request with the headers that every client sends.
    func request(
        _ method: String, _ path: String, headers: [String] = [], body: String? = nil
    ) async throws -> Reply {
        var lines = ["\(method) \(path) HTTP/1.1", "Connection: close"] + headers
        if !headers.contains(where: { $0.lowercased().hasPrefix("host:") }) { lines.append("Host: \(host)") }
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        return try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }

    var host: String { "127.0.0.1:\(port)" }

    private var port: Int { server.address?.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// Holds a connection for the time of the body.
    func connected<Result: Sendable>(_ body: (inout RawConnection) async throws -> Result) async throws -> Result {
        let source = try SocketAddress(ipAddress: source, port: 0)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(to: source).connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    return try Bytes(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawConnection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&connection)
        }
    }
}

/// The server did not end a connection that it should have ended.
struct StillOpen: Error {}

struct RawConnection {
    fileprivate var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    func send(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// Nil at the end.
    mutating func next() async throws -> String? {
        do {
            return try await inbound.next().map { String(buffer: $0) }
        } catch  where !(error is CancellationError) {
            return nil
        }
    }

    mutating func finish(sending bytes: ByteBuffer) async throws -> RawExchange.Reply {
        // A server that has heard enough closes while we still talk.
        try? await outbound.write(bytes)
        var text = ""
        while let more = try await next() { text += more }
        return RawExchange.Reply(text: text)
    }
}

extension String {
    fileprivate func components(of separator: String) -> Int {
        split(separator: separator, omittingEmptySubsequences: false).count
    }
}

extension RawExchange {
    /// Posts any bytes as JSON.
    func post(_ bytes: [UInt8]) async throws -> Reply {
        let head =
            "POST /api/agents HTTP/1.1\r\nHost: \(host)\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: \(bytes.count)\r\n\r\n"
        return try await send(ByteBuffer(bytes: [UInt8](head.utf8) + bytes))
    }
}

import Domain
import NIOCore
import TestSupport
import Testing

/// Requests that two programs could read in two ways, and heads that are too much.
@Suite(.timeLimit(.minutes(10))) struct RequestAttackTests {
    @Test("what could smuggle a second request past a proxy is refused, and the connection ends")
    func smuggling() async throws {
        try await SkeinServer.with { server in
            let wire = RawExchange(server: server)
            let smuggled = "GET /api/agents HTTP/1.1\r\nHost: \(wire.host)\r\n\r\n"
            let post = "POST /api/agents HTTP/1.1\r\nHost: \(wire.host)\r\nContent-Type: application/json\r\n"
            let attacks: [(String, String)] = [
                ("both lengths", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                ("both lengths, turned round", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
                ("two lengths", "Content-Length: 2\r\nContent-Length: 20\r\n\r\n{}"),
                ("a list of lengths", "Content-Length: 2, 20\r\n\r\n{}"),
                ("a negative length", "Content-Length: -1\r\n\r\n{}"),
                ("a length with a sign", "Content-Length: +2\r\n\r\n{}"),
                ("a length in hex", "Content-Length: 0x2\r\n\r\n{}"),
                ("a length past any number", "Content-Length: 99999999999999999999999\r\n\r\n{}"),
                ("another coding", "Transfer-Encoding: gzip\r\n\r\n{}"),
                ("a coding too many", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                ("two codings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                ("a hidden coding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                ("a coding with a tab", "Transfer-Encoding:\u{0B}chunked\r\n\r\n0\r\n\r\n"),
                ("a space before the colon", "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                ("a bad size of a chunk", "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n"),
                ("a negative size", "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n"),
                ("a size past any number", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
                ("a chunk longer than it says", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}{}{}\r\n0\r\n\r\n"),
            ]
            for (name, rest) in attacks {
                let reply = try await wire.send(post, rest, smuggled)
                #expect(reply.status == 400, "\(name): \(reply.text)")
                #expect(reply.count == 1, "\(name): \(reply.text)")
            }
            #expect(try await server.get("/api/agents") == [])
        }
    }

    @Test("a head that is too long, has too much or hides something is refused with its own status")
    func heads() async throws {
        try await SkeinServer.with(["SKEIN_MAX_HEAD": "8192", "SKEIN_MAX_HEADERS": "40", "SKEIN_MAX_URL": "1000"]) {
            server in
            let wire = RawExchange(server: server)
            let long = String(repeating: "x", count: 10_000)
            let many = (0..<50).map { "X-\($0): 1\r\n" }.joined()
            let attacks: [(String, String, String, Int)] = [
                ("a long header", "/health", "X-Long: \(long)\r\n", 431), ("many headers", "/health", many, 431),
                ("a long name", "/health", "\(long): x\r\n", 431), ("a long address", "/\(long.prefix(2000))", "", 414),
                ("a NUL in a value", "/health", "X-A: a\0b\r\n", 400), ("a NUL in a name", "/health", "X\0A: b\r\n", 400),
                ("a NUL in the address", "/hea\0lth", "", 400),
                ("a lone return", "/health", "X-A: a\rX-B: b\r\n", 400),
                ("a folded header", "/health", "X-A: a\r\n b\r\n", 400),
                ("no name", "/health", ": b\r\n", 400), ("no colon", "/health", "X-A\r\n", 400),
                ("a space in a name", "/health", "X A: b\r\n", 400),
            ]
            for (name, path, headers, status) in attacks {
                let reply = try await wire.send(
                    "GET \(path) HTTP/1.1\r\nHost: \(wire.host)\r\n\(headers)Connection: close\r\n\r\n")
                #expect(reply.status == status, "\(name): \(reply.text.prefix(300))")
                #expect(reply.json["detail"] != nil, "\(name): \(reply.text.prefix(300))")
            }
            for (line, status) in [
                ("GET /health HTTP/2.0", 400), ("GET /health HTTP/0.9", 400), ("GET /health", 400), ("GET  HTTP/1.1", 400),
                ("\u{16}\u{03}\u{01}", 400), ("G\0T / HTTP/1.1", 400), ("PRI * HTTP/2.0", 400),
            ] {
                let reply = try await wire.send("\(line)\r\nHost: \(wire.host)\r\nConnection: close\r\n\r\n")
                #expect(reply.status == status || reply.status == 0, "\(line): \(reply.text)")
            }
            // Nothing that a request says comes back as a header of its own.
            let split = try await wire.request("GET", "/api/agents?limit=1%0d%0aSet-Cookie:%20a=b&q=%0d%0aX-Evil:%201")
            #expect(split.header("set-cookie") == nil)
            #expect(split.header("x-evil") == nil)
        }
    }

    @Test("a refusal comes after the answers to the requests before it, and only once")
    func pipelined() async throws {
        try await SkeinServer.with { server in
            let wire = RawExchange(server: server)
            let good = "GET /api/agents HTTP/1.1\r\nHost: \(wire.host)\r\n\r\n"
            let bad = "GET /api/agents HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"
            let reply = try await wire.send(good, good, bad, good)
            let statuses = reply.text.matches(of: /HTTP\/1\.1 ([0-9]{3})/).map { String($0.1) }
            #expect(statuses == ["200", "200", "400"])
        }
    }
}

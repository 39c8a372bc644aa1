import Domain
import TestSupport
import Testing

/// Bodies that are too much, or no JSON that anybody could agree on.
@Suite(.timeLimit(.minutes(10))) struct BodyAttackTests {
    @Test("a body that is too long is refused before it is read, in whichever way it comes, and memory stays where it was")
    func long() async throws {
        try await SkeinServer.with(["SKEIN_MAX_BODY": "100000"]) { server in
            let wire = RawExchange(server: server)
            let head = "POST /api/agents HTTP/1.1\r\nHost: \(wire.host)\r\nContent-Type: application/json\r\n"
            let said = try await wire.send(head, "Content-Length: 100000000000\r\n\r\n{")
            #expect(said.status == 413)
            #expect(said.json["type"] == "content_too_large")
            let asked = try await wire.send(head, "Content-Length: 200000\r\nExpect: 100-continue\r\n\r\n")
            #expect(asked.status == 413, "nobody should begin to send it: \(asked.text)")
            let chunk = "10000\r\n" + String(repeating: " ", count: 0x10000) + "\r\n"
            let before = try server.residentBytes
            let chunked = try await wire.send(
                head, "Transfer-Encoding: chunked\r\n\r\n", String(repeating: chunk, count: 300))
            #expect(chunked.status == 413)
            #expect(try server.residentBytes < before + (64 << 20))
            // Where nothing is read, nothing needs to be sent either.
            let unread = try await wire.send(
                "POST /nowhere HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 90000\r\n\r\n", "{")
            #expect(unread.status == 403)
            let right = try await wire.send(head, "Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n{}")
            #expect(right.text.contains(" 100 Continue") && right.text.contains(" 422 "))
        }
    }

    @Test("what is no JSON, or more than JSON should be, is refused or taken for what it says, and nothing breaks")
    func malformed() async throws {
        try await SkeinServer.with { server in
            let wire = RawExchange(server: server)
            let json = "Content-Type: application/json"
            func agent(_ prompt: String, _ more: String = "") -> String {
                #"{"name":"A","role":"r","system_prompt":"\#(prompt)"\#(more)}"#
            }
            func memory(_ value: String) -> String { agent("0123456789", #","memory_settings":{"a":\#(value)}"#) }
            let depth = 100_000
            let (open, close) = (String(repeating: "[", count: depth), String(repeating: "]", count: depth))
            let objects = "\(String(repeating: #"{"a":"#, count: depth))1\(String(repeating: "}", count: depth))"
            let refused: [(String, String)] = [
                ("arrays in arrays", "\(open)\(close)"), ("objects in objects", objects), ("an unfinished depth", open),
                ("depth within an agent", memory("\(open)\(close)")), ("a number that is none", memory("NaN")),
                ("text after it", "\(agent("0123456789")){}"), ("a comment", "/* */\(agent("0123456789"))"),
                ("a list", "[]"), ("a word", "null"), ("nothing but space", "  "),
            ]
            for (name, body) in refused {
                let reply = try await wire.request("POST", "/api/agents", headers: [json], body: body)
                #expect(reply.status == 422, "\(name): \(reply.text.prefix(400))")
            }
            // Readers of JSON differ about these; none may bring the server down.
            let doubtful: [(String, String)] = [
                ("a huge number", memory("1e999999")), ("a long number", memory(String(repeating: "9", count: 50_000))),
                ("the same key twice", #"{"name":"A","name":5,"role":"r","system_prompt":"0123456789"}"#),
                ("half a character", agent(#"0123456789\ud800"#)), ("a NUL", agent(#"0123456789\u0000"#)),
                ("a key for all objects", agent("0123456789", #","__proto__":{"role":"admin"},"constructor":1"#)),
            ]
            for (name, body) in doubtful {
                let reply = try await wire.request("POST", "/api/agents", headers: [json], body: body)
                #expect([200, 422].contains(reply.status), "\(name): \(reply.text.prefix(400))")
            }
            let invalid: [[UInt8]] = [[0xFF, 0xFE], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]
            for bytes in invalid {
                let reply = try await wire.post([UInt8](#"{"name":""#.utf8) + bytes + [UInt8](#""}"#.utf8))
                #expect(reply.status == 422, "\(bytes): \(reply.text)")
            }
            let compressed = try await wire.request(
                "POST", "/api/agents", headers: [json, "Content-Encoding: gzip"],
                body: agent("0123456789"))
            #expect([200, 415].contains(compressed.status), "no body is ever unpacked, so none can blow up")
            #expect(try await server.get("/health")["status"] == "healthy")
            #expect(!server.log.contains("unexpected error"), "\(server.log)")
        }
    }
}

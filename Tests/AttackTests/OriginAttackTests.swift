import Domain
import TestSupport
import Testing

/// What a page from elsewhere can make the user's browser send.
@Suite(.timeLimit(.minutes(10))) struct OriginAttackTests {
    private static let agent = #"{"name":"A","role":"r","system_prompt":"0123456789"}"#

    @Test("no page from elsewhere changes anything, by form, by text or by script, or opens a WebSocket")
    func crossOrigin() async throws {
        try await SkeinServer.with(["ALLOWED_ORIGINS": "https://tools.example"]) { server in
            let wire = RawExchange(server: server)
            let attacks: [(String, [String], Int)] = [
                ("a form", ["Origin: http://evil.example", "Content-Type: application/x-www-form-urlencoded"], 403),
                ("a form of text", ["Origin: http://evil.example", "Content-Type: text/plain"], 403),
                (
                    "a form with files", ["Origin: http://evil.example", "Content-Type: multipart/form-data; boundary=x"],
                    403
                ),
                ("a script", ["Origin: http://evil.example", "Content-Type: application/json"], 403),
                ("a sandboxed frame", ["Origin: null", "Content-Type: application/json"], 403),
                ("a form without an origin", ["Content-Type: text/plain"], 415),
                ("a type that looks alike", ["Content-Type: application/json-seq"], 415),
                ("no type", [], 415),
                ("a hidden origin", ["Sec-Fetch-Site: cross-site", "Content-Type: application/json"], 403),
                ("another port", ["Origin: http://127.0.0.1:1", "Content-Type: application/json"], 403),
                ("a longer name", ["Origin: http://\(wire.host).evil.example", "Content-Type: application/json"], 403),
                ("a name within", ["Origin: http://evil.example/\(wire.host)", "Content-Type: application/json"], 403),
                (
                    "two origins",
                    ["Origin: http://\(wire.host)", "Origin: http://evil.example", "Content-Type: application/json"], 403
                ),
                (
                    "a listed origin's neighbour", ["Origin: https://tools.example.evil", "Content-Type: application/json"],
                    403
                ),
                ("a listed origin in the clear", ["Origin: http://tools.example", "Content-Type: application/json"], 403),
            ]
            for (name, headers, status) in attacks {
                let reply = try await wire.request("POST", "/api/agents", headers: headers, body: Self.agent)
                #expect(reply.status == status, "\(name): \(reply.text)")
                #expect(reply.header("access-control-allow-origin") == nil, "\(name)")
            }
            for method in ["PUT", "DELETE", "PATCH"] {
                let reply = try await wire.request(method, "/api/agents/x", headers: ["Origin: http://evil.example"])
                #expect(reply.status == 403, "\(method)")
            }
            #expect(try await server.get("/api/agents") == [])
            try await noWebSocket(from: ["http://evil.example", "null", "http://127.0.0.1:1", "file://"], wire)
        }
    }

    private func noWebSocket(from origins: [String], _ wire: RawExchange) async throws {
        let upgrade = [
            "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        for origin in origins {
            let head = "GET /ws/x HTTP/1.1\r\nHost: \(wire.host)\r\nConnection: Upgrade\r\nOrigin: \(origin)\r\n"
            let answer = try await wire.connected { connection in
                try await connection.send(head + upgrade.joined(separator: "\r\n") + "\r\n\r\n")
                return try await connection.next() ?? ""
            }
            #expect(answer.hasPrefix("HTTP/1.1 403"), "\(origin): \(answer)")
        }
    }

    @Test(
        "a listed origin is answered by name, errors and streams too; its preflight names the route's methods; others get nothing"
    )
    func sharing() async throws {
        try await SkeinServer.with(["ALLOWED_ORIGINS": "https://tools.example"]) { server in
            let wire = RawExchange(server: server)
            let listed = "Origin: https://tools.example"
            for path in ["/api/agents", "/api/agents/none", "/api/nothing", "/api/tasks?limit=x"] {
                let reply = try await wire.request("GET", path, headers: [listed])
                #expect(reply.header("access-control-allow-origin") == "https://tools.example", "\(path)")
                #expect(reply.header("access-control-allow-credentials") == "true")
                #expect(reply.text.contains("Vary: Origin"))
                let other = try await wire.request("GET", path, headers: ["Origin: https://evil.example"])
                #expect(!other.text.lowercased().contains("access-control"), "\(other.text)")
                #expect(other.text.contains("Vary: Origin"))
            }
            let asks = [listed, "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: content-type"]
            let preflight = try await wire.request("OPTIONS", "/api/agents/some-id", headers: asks)
            #expect(preflight.status == 204)
            #expect(preflight.header("access-control-allow-methods") == "DELETE, GET, PUT")
            #expect(preflight.header("access-control-allow-headers")?.contains("Content-Type") == true)
            #expect(!preflight.text.contains("*"))
            for (path, origin) in [("/api/nothing", listed), ("/api/agents/x", "Origin: https://evil.example")] {
                let refused = try await wire.request("OPTIONS", path, headers: [origin, asks[1]])
                #expect(refused.status == 404, "\(refused.text)")
                #expect(refused.header("access-control-allow-methods") == nil)
            }
            let elsewhere = try await wire.request("OPTIONS", "/api/agents", headers: asks + ["Host: evil.example"])
            #expect(elsewhere.status == 403)
            #expect(elsewhere.header("access-control-allow-origin") == nil)
            try await wire.connected { connection in
                try await connection.send("GET /api/events HTTP/1.1\r\nHost: \(wire.host)\r\n\(listed)\r\n\r\n")
                let head = try await connection.next() ?? ""
                #expect(head.lowercased().contains("access-control-allow-origin: https://tools.example"))
                #expect(head.contains("text/event-stream"))
            }
        }
    }
}

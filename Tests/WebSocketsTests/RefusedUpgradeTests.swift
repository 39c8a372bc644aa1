import HTTPTypes
import HummingbirdCore
import NIOCore
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct RefusedUpgradeTests {
    @Test("A refused upgrade gets the router's answer, and the connection goes on", arguments: [401, 404, 426])
    func refused(status: Int) async throws {
        try await TestServer.run(
            respond: { _ in Response(status: HTTPResponse.Status(code: status)) },
            shouldUpgrade: { _ in .passToHTTP }
        ) { server in
            try await TestClient.connect(to: server) { client in
                let response = try await client.request("/ws", headers: TestClient.upgradeHeaders)
                #expect(response.status == status)
                try await client.expectStatus(status, from: "/next")
            }
        }
    }

    @Test("An upgrade the application fails to decide is answered by the router")
    func undecided() async throws {
        try await TestServer.run(shouldUpgrade: { _ in throw TestClient.EndOfConnection() }) { server in
            try await TestClient.connect(to: server) { client in
                let response = try await client.request("/ws", headers: TestClient.upgradeHeaders)
                #expect(response.status == 404)
            }
        }
    }

    @Test(
        "A request that is no proper upgrade is answered by the router",
        arguments: [
            ["Upgrade: websocket"],
            TestClient.upgradeHeaders.filter { !$0.hasPrefix("Connection") },
            TestClient.upgradeHeaders.filter { !$0.hasPrefix("Sec-WebSocket-Key") },
            TestClient.upgradeHeaders + ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
            TestClient.upgradeHeaders.map { $0 == "Sec-WebSocket-Version: 13" ? "Sec-WebSocket-Version: 8" : $0 },
        ])
    func improper(headers: [String]) async throws {
        try await TestServer.run { server in
            try await TestClient.connect(to: server) { client in
                try await client.expectStatus(404, from: "/ws", headers: headers)
                try await client.expectStatus(404, from: "/next")
            }
        }
    }

    @Test("An upgrade request with a body is answered by the router, body and all")
    func upgradeWithBody() async throws {
        let respond: @Sendable (Request) async throws -> Response = { request in
            Response(status: .ok, body: ResponseBody(byteBuffer: try await request.body.collect(upTo: 100)))
        }
        try await TestServer.run(respond: respond) { server in
            try await TestClient.connect(to: server) { client in
                try await client.sendRequest("/ws", headers: TestClient.upgradeHeaders + ["Content-Length: 5"])
                try await client.send("hello")
                try await client.expectResponse(200, "hello")
            }
        }
    }

    @Test("A client that offers h2c is answered in HTTP/1.1, again and again")
    func h2c() async throws {
        let offer = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"]
        try await TestServer.run { server in
            try await TestClient.connect(to: server) { client in
                for _ in 1...3 { try await client.expectStatus(404, from: "/", headers: offer) }
                // Pipelined: the second request waits in the decoder that has stopped for the first.
                try await client.sendRequest("/a", headers: offer)
                try await client.sendRequest("/b")
                for _ in 1...2 { try await client.expectResponse(404) }
            }
        }
    }

    @Test("An upgrade on a connection that has spoken HTTP already is answered by the router")
    func lateUpgrade() async throws {
        try await TestServer.run { server in
            try await TestClient.connect(to: server) { client in
                for headers in [[], TestClient.upgradeHeaders, []] {
                    try await client.expectStatus(404, from: "/ws", headers: headers)
                }
            }
        }
    }
}

import NIOCore
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct HTTPTests {
    @Test("A first request that makes no sense gets 400, and so does a later one", arguments: [0, 1])
    func malformed(requestsBefore: Int) async throws {
        try await TestServer.run { server in
            try await TestClient.connect(to: server) { client in
                for _ in 0..<requestsBefore { try await client.expectStatus(404, from: "/") }
                try await client.send("what is this?\r\n\r\n")
                try await client.expectResponse(400)
                try await client.expectEnd()
            }
        }
    }

    @Test(
        "A later request that comes in pieces is answered, wherever it is cut",
        arguments: ["GE", "GET /", "GET / HTTP/1.1\r\nHo"])
    func pieces(beginning: String) async throws {
        try await TestServer.run { server in
            try await TestClient.connect(to: server) { client in
                let request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"
                try await client.send(request + beginning)
                try await client.expectResponse(404)
                try await client.send(String(request.dropFirst(beginning.count)))
                try await client.expectResponse(404)
            }
        }
    }

    @Test("A request head over the limit gets 431")
    func headTooLarge() async throws {
        try await TestServer.run(configure: { $0.maxRequestHeadSize = 1000 }) { server in
            try await TestClient.connect(to: server) { client in
                let header = "X-Long: " + String(repeating: "x", count: 1000)
                try await client.expectStatus(431, from: "/", headers: [header])
            }
        }
    }

    @Test("Open connections are counted, HTTP and WebSocket apart")
    func counted() async throws {
        let connections = ConnectionCounter()
        try await TestServer.run(configure: { $0.connections = connections }) { server in
            try await TestClient.connect(to: server) { http in
                _ = try await http.request("/")
                try await TestClient.withWebSocket(to: server) { client in
                    try await client.sendText("hi")
                    try await client.expectText("hi")
                    #expect(connections.http == 1)
                    #expect(connections.webSocket == 1)
                }
            }
        }
        #expect(connections.http == 0)
        #expect(connections.webSocket == 0)
    }
}

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct UpgradeTests {
    @Test("An accepted upgrade gets 101, the accept key of RFC 6455 and the application's headers")
    func accepted() async throws {
        try await TestServer.run(
            shouldUpgrade: { _ in .upgrade(headers: ["Sec-WebSocket-Protocol": "skein"], handler: TestServer.echo) }
        ) { server in
            try await TestClient.connect(to: server) { client in
                let response = try await client.request("/ws", headers: TestClient.upgradeHeaders)
                #expect(response.status == 101)
                #expect(response.headers.first(name: "sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                #expect(response.headers.first(name: "sec-websocket-protocol") == "skein")
            }
        }
    }

    @Test("The handler sees the request that opened its connection")
    func request() async throws {
        let handler: WebSocketHandler = { connection in
            let client = connection.request.uri.queryParameters["client"].map(String.init) ?? "?"
            let address = connection.request.remoteAddress?.ipAddress ?? "?"
            try await connection.outbound.send(text: "\(client) from \(address)")
        }
        try await TestServer.run(shouldUpgrade: { _ in .upgrade(handler: handler) }) { server in
            try await TestClient.connect(to: server) { client in
                _ = try await client.request("/ws?client=ada", headers: TestClient.upgradeHeaders)
                try await client.expectText("ada from 127.0.0.1")
            }
        }
    }

    @Test("The handshake and the first frame may arrive byte by byte")
    func byteByByte() async throws {
        try await TestServer.run { server in
            try await TestClient.connect(to: server) { client in
                let head = ["GET /ws HTTP/1.1", "Host: test"] + TestClient.upgradeHeaders + ["", ""]
                for byte in head.joined(separator: "\r\n").utf8 { try await client.send(ByteBuffer(integer: byte)) }
                try await client.expectResponse(101)
                for byte in ByteBuffer.frame(TestFrame.text, "slow").readableBytesView {
                    try await client.send(ByteBuffer(integer: byte))
                }
                try await client.expectText("slow")
            }
        }
    }

    @Test("Frames sent ahead of the answer to the handshake are not lost")
    func earlyFrames() async throws {
        try await TestServer.run { server in
            try await TestClient.connect(to: server) { client in
                let lines = ["GET /ws HTTP/1.1", "Host: test"] + TestClient.upgradeHeaders + ["", ""]
                let head = ByteBuffer(string: lines.joined(separator: "\r\n"))
                try await client.send(head + .frame(TestFrame.text, "early"))
                try await client.expectResponse(101)
                try await client.expectText("early")
            }
        }
    }

    @Test("A client that floods the server before its upgrade is decided is cut off")
    func flood() async throws {
        let undecided: WebSocketHTTP1Channel.ShouldUpgrade = { _ in
            try await Task.sleep(for: .milliseconds(500))
            return .passToHTTP
        }
        try await TestServer.run(configure: { $0.maxRequestHeadSize = 1000 }, shouldUpgrade: undecided) { server in
            try await TestClient.connect(to: server) { client in
                try await client.sendRequest("/ws", headers: TestClient.upgradeHeaders)
                try await client.send(.frame(TestFrame.text, String(repeating: "x", count: 5000)))
                try await client.expectEnd()
            }
        }
    }
}

import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct ContinueTests {
    @Sendable private static func upload(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 100)
        return Response(status: .ok, body: ResponseBody(byteBuffer: body))
    }

    @Test("A client that expects it is told to continue, and its body is read")
    func told() async throws {
        try await TestServer.run(respond: Self.upload) { server in
            try await TestClient.connect(to: server) { client in
                let expecting = ["Content-Length: 5", "Expect: 100-continue"]
                for _ in 1...2 {
                    try await client.sendRequest("/", method: "POST", headers: expecting)
                    try await client.expectResponse(100)
                    try await client.send("hello")
                    try await client.expectResponse(200, "hello")
                }
            }
        }
    }

    @Test("A client that expects nothing is not told to continue")
    func notTold() async throws {
        try await TestServer.run(respond: Self.upload) { server in
            try await TestClient.connect(to: server) { client in
                try await client.sendRequest("/", method: "POST", headers: ["Content-Length: 5"])
                try await client.send("hello")
                try await client.expectResponse(200)
            }
        }
    }

    @Test("A pipelined request is not told to continue in the middle of the response before it")
    func pipelined() async throws {
        try await TestServer.run(respond: Self.upload) { server in
            try await TestClient.connect(to: server) { client in
                try await client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nfirst")
                let expecting = ["Content-Length: 6", "Expect: 100-continue"]
                try await client.sendRequest("/", method: "POST", headers: expecting)
                try await client.send("second")
                try await client.expectResponse(200, "first")
            }
        }
    }
}

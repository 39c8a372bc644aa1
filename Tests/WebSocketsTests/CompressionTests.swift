import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import Testing
import WebSockets

@Suite(.timeLimit(.minutes(10)))
struct CompressionTests {
    private static let text = String(repeating: #"{"name":"skein"},"#, count: 500)

    /// Answers each path with a body of its own kind.
    @Sendable private static func respond(_ request: Request) -> Response {
        let body = ByteBuffer(string: self.text)
        switch request.uri.path {
        case "/small": return self.response("application/json", ByteBuffer(string: "{}"))
        case "/image": return self.response("image/png", body)
        case "/encoded": return self.response("text/css", body, [.contentEncoding: "br"])
        case "/part": return self.response("text/css", body, status: .partialContent)
        case "/events": return self.stream("text/event-stream", body)
        case "/unknown-length": return self.stream("application/json", body)
        case "/streamed": return self.stream("application/json", body, length: body.readableBytes)
        case "/encodings":
            return self.response("text/plain", ByteBuffer(string: request.headers[.acceptEncoding] ?? "none"))
        default: return self.response("application/json; charset=utf-8", body)
        }
    }

    private static func response(
        _ type: String, _ body: ByteBuffer, _ headers: HTTPFields = [:], status: HTTPResponse.Status = .ok
    ) -> Response {
        var response = Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
        response.headers[.contentType] = type
        return response
    }

    private static func stream(_ type: String, _ body: ByteBuffer, length: Int? = nil) -> Response {
        Response(
            status: .ok, headers: [.contentType: type],
            body: ResponseBody(contentLength: length) { writer in
                try await writer.write(body)
                try await writer.finish(nil)
            })
    }

    private func get(_ path: String, accepting encodings: String? = "gzip, deflate, br") async throws -> TestResponse {
        var response: TestResponse?
        try await TestServer.run(respond: Self.respond) { server in
            response = try await TestClient.connect(to: server) { client in
                try await client.request(path, headers: encodings.map { ["Accept-Encoding: \($0)"] } ?? [])
            }
        }
        return try #require(response)
    }

    @Test("A big JSON body is sent as gzip to a client that asks for it", arguments: ["/", "/streamed"])
    func compressed(path: String) async throws {
        let response = try await self.get(path)
        #expect(response.headers["content-encoding"] == ["gzip"])
        #expect(response.headers["vary"] == ["accept-encoding"])
        #expect(response.body.readableBytes < 1000)
        #expect(response.body.getBytes(at: 0, length: 2) == [0x1F, 0x8B])
        // A gzip file ends with the length of what is in it (RFC 1952).
        let length = response.body.getInteger(at: response.body.writerIndex - 4, endianness: .little, as: UInt32.self)
        #expect(length.map(Int.init) == Self.text.utf8.count)
    }

    @Test(
        "A body is sent as it is to a client that does not ask for gzip",
        arguments: [nil, "br", "deflate", "gzip;q=0"])
    func notAskedFor(encodings: String?) async throws {
        let response = try await self.get("/", accepting: encodings)
        #expect(response.text == Self.text)
        #expect(response.headers["content-encoding"] == [])
        #expect(response.headers["vary"] == ["accept-encoding"])
    }

    @Test(
        "A body that is short, no text, encoded, partial, of unknown length or an event stream is sent as it is",
        arguments: ["/small", "/image", "/encoded", "/part", "/unknown-length", "/events"])
    func notWorthwhile(path: String) async throws {
        let response = try await self.get(path)
        #expect(response.text == (path == "/small" ? "{}" : Self.text))
        #expect(response.headers["content-encoding"] == (path == "/encoded" ? ["br"] : []))
    }

    @Test("The response to HEAD has no body, compressed or not")
    func head() async throws {
        let respond: @Sendable (Request) -> Response = { request in
            let response = Self.respond(request)
            return request.method == .head ? response.createHeadResponse() : response
        }
        try await TestServer.run(respond: respond) { server in
            try await TestClient.connect(to: server) { client in
                let response = try await client.request("/", method: "HEAD", headers: ["Accept-Encoding: gzip"])
                #expect(response.headers["content-length"] == ["\(Self.text.utf8.count)"])
                // Anything left on the wire would be taken for the next response.
                try await client.expectStatus(200, from: "/small")
            }
        }
    }

    @Test("The application sees what the client accepts, but for deflate")
    func encodingsAreKept() async throws {
        #expect(try await self.get("/encodings").text == "gzip, br")
    }

    @Test("Nothing is compressed without a threshold")
    func switchedOff() async throws {
        try await TestServer.run(configure: { $0.compressionThreshold = nil }, respond: Self.respond) { server in
            try await TestClient.connect(to: server) { client in
                let response = try await client.request("/", headers: ["Accept-Encoding: gzip"])
                #expect(response.text == Self.text)
            }
        }
    }

    @Test("A response after an informational one is compressed all the same")
    func earlyHints() async throws {
        let channel = WebSocketHTTP1Channel(responder: { request, writer, _ in
            try await writer.writeInformationalHead(HTTPResponse(status: .earlyHints))
            let response = Self.respond(request)
            try await writer.write(response: response.head, body: response.body)
        }) { _ in .passToHTTP }
        try await TestServer.run(channel) { server in
            try await TestClient.connect(to: server) { client in
                try await client.expectStatus(103, from: "/", headers: ["Accept-Encoding: gzip"])
                let response = try await client.readResponse()
                #expect(response.headers["content-encoding"] == ["gzip"])
            }
        }
    }
}

import NIOCore
import NIOHTTP1
import Testing

/// A response as it came over the wire.
struct TestResponse {
    let status: Int
    let headers: HTTPHeaders
    var body = ByteBuffer()
    var text: String { String(buffer: self.body) }
}

extension TestClient {
    /// Sends a request without a body and reads its response.
    func request(_ target: String, method: String = "GET", headers: [String] = []) async throws -> TestResponse {
        try await self.sendRequest(target, method: method, headers: headers)
        return try await self.readResponse(hasBody: method != "HEAD")
    }

    func sendRequest(_ target: String, method: String = "GET", headers: [String] = []) async throws {
        let lines = ["\(method) \(target) HTTP/1.1", "Host: test"] + headers + ["", ""]
        try await self.send(lines.joined(separator: "\r\n"))
    }

    func readResponse(hasBody: Bool = true) async throws -> TestResponse {
        var response = try await self.readHead()
        if !hasBody { return response }
        if response.headers.first(name: "transfer-encoding") == "chunked" {
            response.body = try await self.readChunks()
        } else if let length = response.headers.first(name: "content-length").flatMap(Int.init) {
            response.body = try await self.read(length)
        }
        return response
    }

    /// Expects this status from a request without a body.
    func expectStatus(
        _ status: Int, from target: String, headers: [String] = [], at location: SourceLocation = #_sourceLocation
    ) async throws {
        let response = try await self.request(target, headers: headers)
        #expect(response.status == status, sourceLocation: location)
    }

    /// Expects this status, and this body unless `nil`, of the next response.
    func expectResponse(
        _ status: Int, _ text: String? = nil, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let response = try await self.readResponse()
        #expect(response.status == status, sourceLocation: location)
        if let text { #expect(response.text == text, sourceLocation: location) }
    }

    private func readHead() async throws -> TestResponse {
        let status = try await self.readLine().split(separator: " ").dropFirst().first.flatMap { Int($0) }
        var headers = HTTPHeaders()
        while case let line = try await self.readLine(), !line.isEmpty {
            let field = line.split(separator: ": ", maxSplits: 1)
            headers.add(name: String(field[0]), value: String(field[1]))
        }
        return TestResponse(status: status ?? 0, headers: headers)
    }

    private func readChunks() async throws -> ByteBuffer {
        var body = ByteBuffer()
        while let size = Int(try await self.readLine(), radix: 16), size > 0 {
            var chunk = try await self.read(size)
            body.writeBuffer(&chunk)
            _ = try await self.readLine()
        }
        _ = try await self.readLine()
        return body
    }
}

import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

/// A client that sees everything: status, headers, body; and holds each answer against the server's own description.
final class WireProbe: Sendable {
    let address: String
    private let described = Mutex<DescribedAPI?>(nil)

    struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let text: String

        var json: JSONValue {
            // What is no JSON shows as null, which no expectation wants.
            (try? JSONValue(parsing: text.utf8)) ?? .null
        }
    }

    init(_ server: SkeinServer) throws {
        guard let address = server.address else { throw RefusedRequest(status: 0, path: "", answer: "no server") }
        self.address = address
    }

    func send(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, headers: [String: String] = [:]
    ) async throws -> Answer {
        let json = body.map { ($0.text, ["content-type": "application/json"]) }
        return try await send(method, path, text: json?.0, headers: (json?.1 ?? [:]).merging(headers) { $1 })
    }

    func send(_ method: HTTPMethod, _ path: String, text: String?, headers: [String: String]) async throws -> Answer {
        let answer = try await fetch(method, path, text: text, headers: headers)
        let faults = try await api().faults(of: answer, to: method, path) ?? []
        #expect(faults.isEmpty, "the answer is not as /openapi.json describes it")
        return answer
    }

    private func api() async throws -> DescribedAPI {
        if let described = described.withLock({ $0 }) { return described }
        let api = try await DescribedAPI(of: self)
        described.withLock { $0 = api }
        return api
    }

    func fetch(_ method: HTTPMethod, _ path: String, text: String?, headers: [String: String]) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let text { request.body = .bytes(ByteBuffer(string: text)) }
        let response = try await HTTPClient.forTests.execute(request, timeout: TimeAmount(.patience))
        let body = try await response.body.collect(upTo: 64 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, text: String(buffer: body))
    }

    /// Makes an agent and gives its id.
    func agent(_ fields: [String: JSONValue] = [:]) async throws -> String {
        let base: [String: JSONValue] = ["name": "Ada", "role": "engineer", "system_prompt": "You write tested code."]
        return try await made("/api/agents", base.merging(fields) { $1 })
    }

    /// Makes a task and gives its id.
    func task(_ fields: [String: JSONValue] = [:]) async throws -> String {
        try await made("/api/tasks", ["title": "A task", "description": "Do it."].merging(fields) { $1 })
    }

    private func made(_ path: String, _ fields: [String: JSONValue]) async throws -> String {
        let answer = try await send(.POST, path, .object(fields))
        guard let id = answer.json["id"]?.stringValue else {
            throw RefusedRequest(status: answer.status, path: path, answer: answer.text)
        }
        return id
    }
}

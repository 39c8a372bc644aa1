import AsyncHTTPClient
public import Domain
import Foundation
import NIOCore
public import NIOHTTP1

/// What a client of the server does.
extension SkeinServer {
    /// Sends a request and returns the answer. - Throws: ``RefusedRequest`` for any other status than 2xx.
    @discardableResult
    public func request(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, headers: [String: String] = [:]
    ) async throws -> JSONValue {
        guard let address else { throw RefusedRequest(status: 0, path: path, answer: "the server does not run") }
        var request = HTTPClientRequest(url: address + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let adminToken, headers["authorization"] == nil {
            request.headers.add(name: "authorization", value: "Bearer \(adminToken)")
        }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body.text))
        }
        let response = try await HTTPClient.forTests.execute(request, timeout: TimeAmount(.patience))
        let answer = try await response.body.collect(upTo: 64 << 20)
        guard (200..<300).contains(response.status.code) else {
            throw RefusedRequest(status: Int(response.status.code), path: path, answer: String(buffer: answer))
        }
        return try JSONValue(parsing: answer.readableBytesView)
    }

    /// What the server wrote for its first administrator; nil where it asks for no login.
    public var adminToken: String? {
        // No file: no login.
        (try? String(contentsOf: data.appending(path: "admin.token"), encoding: .utf8))?.split(separator: "\n").first
            .map(String.init)
    }

    public func get(_ path: String) async throws -> JSONValue {
        try await request(.GET, path)
    }

    /// Puts a new agent to work on a new task. - Returns: the execution's id.
    /// - Parameters:
    ///   - description: of the task.
    ///   - settings: the agent's `execution_settings`.
    ///   - agent: further fields of the agent.
    public func begin(
        _ description: String, settings: [String: JSONValue] = [:], agent: [String: JSONValue] = [:],
        start: [String: JSONValue] = [:]
    ) async throws -> String {
        let fields: [String: JSONValue] = [
            "name": "Ada", "role": "Tester", "system_prompt": "You do what the task says.",
            "execution_settings": .object(settings),
        ]
        let agent = try await request(.POST, "/api/agents", .object(fields.merging(agent) { _, chosen in chosen }))
        let task = try await request(
            .POST, "/api/tasks",
            ["title": "A task", "description": .string(description), "assigned_agent_ids": [agent["id"] ?? .null]])
        var body = start
        body["task_id"] = task["id"]
        let started = try await request(.POST, "/api/execution/start", .object(body))
        return started["execution_id"]?.stringValue ?? ""
    }

    public func execution(_ id: String) async throws -> JSONValue {
        try await request(.GET, "/api/execution/\(id)")
    }

    /// The execution when it is in a state. - Throws: ``UnexpectedEnd`` when it ends in another one.
    @discardableResult
    public func execution(_ id: String, becomes status: String) async throws -> JSONValue {
        try await eventually("execution \(id) to be \(status)") {
            let execution = try await self.execution(id)
            let now = execution["status"]?.stringValue ?? ""
            if now == status { return execution }
            if ["completed", "failed", "aborted"].contains(now) { throw UnexpectedEnd(status, execution) }
            return nil
        }
    }

    /// The open question of an execution.
    public func question(of id: String) async throws -> JSONValue {
        try await eventually("a question of execution \(id)") {
            try await self.execution(id)["interactions"]?.arrayValue?.first
        }
    }

    public func answer(_ question: JSONValue, of id: String, _ answer: JSONValue) async throws {
        try await request(
            .POST, "/api/execution/\(id)/input",
            ["interaction_id": question["interaction_id"] ?? .null, "answer": answer])
    }

    public func pause(_ id: String, mode: String) async throws {
        try await request(.POST, "/api/execution/\(id)/pause", ["mode": .string(mode)])
    }

    public func resume(_ id: String) async throws {
        try await request(.POST, "/api/execution/\(id)/resume", [:])
    }

    public func abort(_ id: String) async throws {
        try await request(.POST, "/api/execution/\(id)/abort", [:])
    }
}

/// The server did not answer 2xx.
public struct RefusedRequest: Error, CustomStringConvertible {
    public let status: Int
    let path: String
    let answer: String

    public init(status: Int, path: String, answer: String) {
        self.status = status
        self.path = path
        self.answer = answer
    }

    public var description: String { "\(path) answered \(status): \(answer)" }
}

/// An execution ended otherwise than expected.
public struct UnexpectedEnd: Error, CustomStringConvertible {
    public let description: String

    public init(_ expected: String, _ execution: JSONValue) {
        let fields = ["status", "error_message", "error_details", "output"].map { "\($0): \(execution[$0]?.text ?? "")" }
        description = "expected \(expected), but \(fields.joined(separator: ", "))"
    }
}

extension SkeinServer {
    public func workflow(_ id: String) async throws -> JSONValue {
        try await request(.GET, "/api/workflows/executions/\(id)")
    }

    /// The workflow execution when it is in a state. - Throws: ``UnexpectedEnd`` when it ends in another one.
    @discardableResult
    public func workflow(_ id: String, becomes status: String) async throws -> JSONValue {
        try await eventually("workflow execution \(id) to be \(status)") {
            let execution = try await self.workflow(id)
            let now = execution["status"]?.stringValue ?? ""
            if now == status { return execution }
            if ["completed", "failed", "aborted"].contains(now) { throw UnexpectedEnd(status, execution) }
            return nil
        }
    }

    /// The first open question in a workflow execution.
    public func question(in id: String) async throws -> JSONValue {
        try await eventually("a question of workflow execution \(id)") {
            try await self.workflow(id)["interactions"]?.arrayValue?.first
        }
    }
}

import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// A client that goes on whatever happens to the server: it starts a dead one again and repeats what it had asked.
final class PersistentClient {
    let server: SkeinServer
    private(set) var restarts = 0

    init(_ server: SkeinServer) {
        self.server = server
    }

    /// Puts a new agent to work on a new task of its own, once, however often it has to be asked for.
    func start(_ agent: [String: JSONValue]) async throws -> String {
        let fields: [String: JSONValue] = ["name": "Ada", "role": "Tester", "system_prompt": "You do what the task says."]
        let made = try await request(.POST, "/api/agents", .object(fields.merging(agent) { $1 }))
        let task = try await request(
            .POST, "/api/tasks",
            ["title": "A task", "description": "Do it.", "assigned_agent_ids": [made["id"] ?? .null]])
        let started = try await request(
            .POST, "/api/execution/start", ["task_id": task["id"] ?? .null],
            headers: ["idempotency-key": UUID().uuidString])
        return started["execution_id"]?.stringValue ?? ""
    }

    func question(of id: String) async throws -> JSONValue {
        try await eventually("a question of \(id)") {
            try await self.request(.GET, "/api/execution/\(id)")["interactions"]?.arrayValue?.first?["interaction_id"]
        }
    }

    /// A command that was stored before the server died is refused, or changes nothing, when it is repeated.
    func command(_ name: String, _ id: String, _ body: JSONValue = [:]) async throws {
        try await request(.POST, "/api/execution/\(id)/\(name)", body)
    }

    @discardableResult
    func execution(_ id: String, becomes status: JSONValue) async throws -> JSONValue {
        try await eventually("execution \(id) to be \(status)") {
            let execution = try await self.request(.GET, "/api/execution/\(id)")
            return execution["status"] == status ? execution : nil
        }
    }

    /// The events are numbered without a gap, and each step was completed once.
    func expectExactJournal(
        of id: String, completing steps: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let events = try await request(.GET, "/api/execution/\(id)/events").arrayValue ?? []
        let numbers = events.compactMap { $0["data"]?["seq"]?.integerValue }
        #expect(numbers == Array(1...Int64(events.count)), sourceLocation: sourceLocation)
        let completed = events.filter { $0["event"] == "step_completed" }.compactMap { $0["data"]?["step"]?.stringValue }
        #expect(completed == steps, sourceLocation: sourceLocation)
        #expect(events.count { $0["event"] == "completed" } == 1, sourceLocation: sourceLocation)
    }

    @discardableResult
    func request(
        _ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, headers: [String: String] = [:]
    ) async throws -> JSONValue {
        var isRepeated = false
        while true {
            do {
                return try await server.request(method, path, body, headers: headers)
            } catch let refusal as RefusedRequest where refusal.status == 409 && isRepeated {
                return .null
            } catch {
                guard try await server.startAgainIfDead() else { throw error }
                restarts += 1
                isRepeated = true
            }
        }
    }
}

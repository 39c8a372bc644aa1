import Domain
import Foundation
import NIOHTTP1
import TestSupport

/// Two agents and two tasks, the second of which needs the first.
struct Team {
    let probe: WireProbe
    let agents: [String]
    let tasks: [String]
    /// Knows their ids, in this order.
    let names: StableNames

    init(_ server: SkeinServer, scripts: [JSONValue?] = [nil, nil]) async throws {
        let probe = try WireProbe(server)
        self.probe = probe
        var names = StableNames(data: server.data.path)
        var (agents, tasks): ([String], [String]) = ([], [])
        for (name, script) in zip(["Ada", "Bob"], scripts) {
            var fields: [String: JSONValue] = ["name": .string(name), "capabilities": ["swift"]]
            if let script { fields["execution_settings"] = ["script": script] }
            agents.append(try await probe.agent(fields))
        }
        for (title, agent) in zip(["Build", "Test"], agents) {
            tasks.append(
                try await probe.task([
                    "title": .string(title), "assigned_agent_ids": [.string(agent)], "estimated_duration": 20,
                    "dependencies": .array(tasks.map { .string($0) }),
                ]))
        }
        for id in agents + tasks { _ = names.rename(.string(id)) }
        (self.agents, self.tasks, self.names) = (agents, tasks, names)
    }

    /// The fields of a pattern of all of them.
    func pattern(_ fields: [String: JSONValue] = [:]) -> [String: JSONValue] {
        let base: [String: JSONValue] = [
            "name": "Delivery", "description": "All of it", "user_objective": "Ship it",
            "agent_ids": .array(agents.map { .string($0) }), "task_ids": .array(tasks.map { .string($0) }),
        ]
        return base.merging(fields) { $1 }
    }

    /// Makes a pattern and gives its id.
    func make(_ fields: [String: JSONValue] = [:]) async throws -> String {
        let answer = try await probe.send(.POST, "/api/workflows/patterns", .object(pattern(fields)))
        guard let id = answer.json["id"]?.stringValue else {
            throw RefusedRequest(status: answer.status, path: "/api/workflows/patterns", answer: answer.text)
        }
        return id
    }

    /// Starts a pattern and gives the workflow execution's id.
    func execute(_ pattern: String, _ body: JSONValue = [:]) async throws -> String {
        try await probe.send(.POST, "/api/workflows/execute/\(pattern)", body).json["id"]?.stringValue ?? ""
    }
}

/// A server with a team, for the time of a test.
func withTeam(
    scripts: [JSONValue?] = [nil, nil], _ environment: [String: String] = [:],
    _ body: (Team, SkeinServer) async throws -> Void
) async throws {
    let environment = ["SKEIN_BACKEND": "scripted"].merging(environment) { $1 }
    try await SkeinServer.with(environment) { try await body(try await Team($0, scripts: scripts), $0) }
}

import Domain
import NIOHTTP1
import TestSupport

/// Agents on the real CLI, each answered by what a test says of it.
struct TeamBed {
    private static let marker = "crew"

    let bed: ClaudeBed
    private let agents: [(name: String, id: JSONValue)]

    static func with(_ names: [String], _ body: (TeamBed) async throws -> Void) async throws {
        try await ClaudeBed.with { bed in
            var agents: [(String, JSONValue)] = []
            for name in names {
                let agent = try await bed.server.request(
                    .POST, "/api/agents",
                    ["name": .string(name), "role": "worker", "system_prompt": .string("You go by the name of \(name).")])
                agents.append((name, agent["id"] ?? .null))
            }
            try await body(TeamBed(bed: bed, agents: agents))
        }
    }

    func id(_ name: String) -> JSONValue {
        agents.first { $0.name == name }?.id ?? .null
    }

    /// Says what each agent answers; the turn counts the answers that the conversation holds already.
    func play(_ answer: @escaping @Sendable (_ name: String, _ request: FakeRequest) -> FakeTurn) {
        let names = agents.map(\.name)
        bed.api.script(Self.marker) { request in
            answer(names.first { request.system.contains("by the name of \($0).") } ?? "coordinator", request)
        }
    }

    /// All that agents asked the model, oldest first.
    func requests(_ name: String? = nil) -> [FakeRequest] {
        bed.api.requests(of: Self.marker).filter { name == nil || $0.system.contains("by the name of \(name ?? "").") }
    }

    func request(_ number: Int) async throws -> FakeRequest {
        try await bed.api.request(number, of: Self.marker)
    }

    /// Starts a workflow of all agents; tasks come one after another. - Returns: its id.
    func execute(
        _ type: String, _ tasks: [(title: String, agent: String)], _ configuration: JSONValue = [:],
        directory: String? = nil
    ) async throws -> String {
        var ids: [JSONValue] = []
        for task in tasks {
            let made = try await bed.server.request(
                .POST, "/api/tasks",
                [
                    "title": .string(task.title), "description": .string("Do it [\(Self.marker)]."),
                    "assigned_agent_ids": [id(task.agent)],
                ])
            ids.append(made["id"] ?? .null)
        }
        var pattern: [String: JSONValue] = [
            "name": "A crew", "workflow_type": .string(type), "agent_ids": .array(agents.map(\.id)),
            "task_ids": .array(ids), "user_objective": .string("All of it [\(Self.marker)]"), "configuration": configuration,
        ]
        pattern["project_directory"] = directory.map { .string($0) }
        let made = try await bed.server.request(.POST, "/api/workflows/patterns", .object(pattern))
        let started = try await bed.server.request(
            .POST, "/api/workflows/execute/\(made["id"]?.stringValue ?? "")", [:])
        return started["id"]?.stringValue ?? ""
    }

    /// What came of the first task.
    func result(of workflow: JSONValue) -> JSONValue {
        workflow["results"]?["results"]?.arrayValue?.first ?? .null
    }
}

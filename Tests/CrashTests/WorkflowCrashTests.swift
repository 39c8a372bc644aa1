import Domain
import DurableExecution
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// The real server is killed while it works on a whole workflow.
@Suite(.timeLimit(.minutes(5))) struct WorkflowCrashTests {
    private static let tasks = 4

    @Test(
        "killed again and again in a workflow, the server comes to the same result and repeats nothing that finished",
        arguments: ["sequential", "parallel"])
    func kills(type: String) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let client = PersistentClient(server)
            let (id, tasks) = try await start(type, on: server)
            for count in [4, 12, 20, 28] {
                try await eventually("\(count) events") { try await self.events(of: id, server).count >= count ? true : nil }
                try await server.killAndRestart()
            }
            let done = try await client.workflow(id, becomes: "completed")
            let results = done["results"]?["results"]?.arrayValue ?? []
            #expect(results.map { $0["task_id"] } == tasks.map { .string($0) })
            #expect(results.allSatisfy { $0["output"]?["result"] == "Done." })
            #expect(done["progress"] == 1 && done["completed_tasks"]?.arrayValue?.count == Self.tasks)
            let executions = done["executions"]?.arrayValue ?? []
            #expect(executions.count == Self.tasks && executions.allSatisfy { $0["status"] == "completed" })
            #expect(abs((done["usage"]?["cost_usd"]?.numberValue ?? 0) - 0.04) < 1e-9, "each call is counted once")
            let messages = done["agent_communications"]?.arrayValue ?? []
            #expect(messages.filter { $0["message_type"] == "task_assignment" }.count == Self.tasks)
            let numbers = try await events(of: id, server).compactMap { $0["seq"]?.integerValue }
            #expect(numbers == Array(1...Int64(numbers.count)))
        }
    }

    @Test("an abort that was stored before a kill is carried out after it, for the workflow and its executions")
    func abort() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", "SKEIN_FAULT_POINT": FaultPoint.commandStored.rawValue]) {
            server in
            let (id, _) = try await start("parallel", on: server, wait: 600_000)
            try await eventually("executions to run") {
                try await server.workflow(id)["active_agents"]?.arrayValue?.isEmpty == false ? true : nil
            }
            // The fault point kills the server before it answers.
            _ = try? await server.request(.POST, "/api/workflows/executions/\(id)/abort", [:])
            try await eventually("the server to be dead") { try await server.startAgainIfDead() ? true : nil }
            let aborted = try await PersistentClient(server).workflow(id, becomes: "aborted")
            let statuses = (aborted["executions"]?.arrayValue ?? []).compactMap { $0["status"]?.stringValue }
            #expect(!statuses.isEmpty && statuses.allSatisfy { $0 == "aborted" })
        }
    }

    private func start(
        _ type: String, on server: SkeinServer, wait: Int64 = 120
    ) async throws -> (id: String, tasks: [String]) {
        let script: JSONValue = [
            ["wait_ms": .integer(wait)], ["cost": ["cost_usd": 0.01]], ["say": "Done."],
        ]
        var (agents, tasks): ([String], [String]) = ([], [])
        for number in 1...Self.tasks {
            let agent = try await server.request(
                .POST, "/api/agents",
                [
                    "name": .string("Agent \(number)"), "role": "worker", "system_prompt": "You are somebody.",
                    "execution_settings": ["script": script],
                ])
            agents.append(agent["id"]?.stringValue ?? "")
            let task = try await server.request(
                .POST, "/api/tasks",
                [
                    "title": .string("Task \(number)"), "description": "Do it.",
                    "assigned_agent_ids": [agent["id"] ?? .null],
                ])
            tasks.append(task["id"]?.stringValue ?? "")
        }
        let pattern = try await server.request(
            .POST, "/api/workflows/patterns",
            [
                "name": "All of it", "workflow_type": .string(type), "agent_ids": .array(agents.map { .string($0) }),
                "task_ids": .array(tasks.map { .string($0) }),
            ])
        let started = try await server.request(
            .POST, "/api/workflows/execute/\(pattern["id"]?.stringValue ?? "")", [:])
        return (started["id"]?.stringValue ?? "", tasks)
    }

    private func events(of id: String, _ server: SkeinServer) async throws -> [JSONValue] {
        try await server.get("/api/workflows/executions/\(id)/events?limit=10000").arrayValue ?? []
    }
}

extension PersistentClient {
    /// The workflow execution when it is in a state.
    fileprivate func workflow(_ id: String, becomes status: String) async throws -> JSONValue {
        try await eventually("workflow execution \(id) to be \(status)", within: .seconds(60)) {
            let execution = try await self.request(.GET, "/api/workflows/executions/\(id)")
            return execution["status"]?.stringValue == status ? execution : nil
        }
    }
}

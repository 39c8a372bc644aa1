import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite struct StartTests {
    private static let slow: JSONValue = [["wait_ms": 600_000]]

    @Test("a double click starts one execution: the second start is refused, or finds the first by its key")
    func doubleStart() async throws {
        try await withProbe { probe, server in
            let task = try await task(probe, Self.slow)
            let key = ["idempotency-key": "k1"]
            let first = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)], headers: key)
            let again = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)], headers: key)
            #expect(first.status == 200)
            #expect(again.json["execution_id"] == first.json["execution_id"])
            let other = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)])
            #expect(other.status == 409)
            #expect(other.json["execution_id"] == first.json["execution_id"])
            #expect(try await probe.send(.GET, "/api/execution/status").json.arrayValue?.count == 1)
            let forced = try await probe.send(
                .POST, "/api/execution/start", ["task_id": .string(task), "force_restart": true])
            #expect(forced.status == 200)
            let id = first.json["execution_id"]?.stringValue ?? ""
            #expect(try await server.execution(id)["status"] == "aborted")
            try await abort(forced, probe, server)
        }
    }

    @Test(
        "what stands in the way of a start is named",
        arguments: [
            (["task_id": "none"], 404, "There is no task none"),
            (["task_id": "TASK", "agent_ids": ["none"]], 404, "no agent none"),
            (["task_id": "TASK", "backend": "gpt"], 400, "claude_cli, expert, scripted"),
            (["task_id": "TASK", "work_directory": "/etc"], 422, "SKEIN_WORKSPACE_ROOTS"),
            (["task_id": "TASK", "timeout": -1], 422, "should be between"), ([:], 422, "is required"),
        ] as [(JSONValue, Int, String)])
    func refused(body: JSONValue, status: Int, words: String) async throws {
        try await withProbe { probe, _ in
            let task = try await task(probe, Self.slow)
            let text = body.text.replacing("TASK", with: task)
            let answer = try await probe.send(
                .POST, "/api/execution/start", text: text, headers: ["content-type": "application/json"])
            #expect(answer.status == status)
            #expect(answer.text.contains(words), "\(answer.text)")
            #expect(try await probe.send(.GET, "/api/execution/status").json == [])
        }
    }

    @Test("a task waits for what it depends on, and is then told the results")
    func dependencies() async throws {
        try await withProbe { probe, server in
            let agent = try await probe.agent(["execution_settings": ["script": [["say": "first result"]]]])
            let first = try await probe.task(["title": "first", "assigned_agent_ids": [.string(agent)]])
            let second = try await probe.task([
                "title": "second", "dependencies": [.string(first)], "assigned_agent_ids": [.string(agent)],
            ])
            let early = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(second)])
            #expect(early.status == 409)
            #expect(early.text.contains("'first' (pending)"))
            let run = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(first)])
            try await server.execution(run.json["execution_id"]?.stringValue ?? "", becomes: "completed")
            #expect(try await probe.send(.POST, "/api/execution/start", ["task_id": .string(second)]).status == 200)
        }
    }

    @Test("a stopped agent gets no work; an agent at work is deleted only with force, which ends its work first")
    func agents() async throws {
        try await withProbe { probe, server in
            let agent = try await probe.agent(["execution_settings": ["script": Self.slow]])
            let task = try await probe.task(["assigned_agent_ids": [.string(agent)]])
            let path = "/api/agents/\(agent)"
            _ = try await probe.send(.PUT, path, ["status": "stopped"])
            #expect(try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)]).status == 409)
            _ = try await probe.send(.PUT, path, ["status": "idle"])
            let run = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)])
            let id = run.json["execution_id"]?.stringValue ?? ""
            try await server.execution(id, becomes: "running")
            #expect(try await probe.send(.GET, path).json["status"] == "executing")
            let refused = try await probe.send(.DELETE, path)
            #expect(refused.status == 409)
            #expect(refused.json["running_executions"] == [.string(id)])
            #expect(refused.json["suggestion"] != nil)
            let forced = try await probe.send(.DELETE, path + "?force=true")
            #expect(forced.json["cancelled_executions"] == 1)
            #expect(forced.json["task_updates"]?.arrayValue?.first?["remaining_agents"] == 0)
            #expect(try await server.execution(id)["status"] == "aborted")
            #expect(try await probe.send(.GET, path).status == 404)
        }
    }

    private func task(_ probe: WireProbe, _ script: JSONValue) async throws -> String {
        let agent = try await probe.agent(["execution_settings": ["script": script]])
        return try await probe.task(["assigned_agent_ids": [.string(agent)]])
    }

    private func abort(_ started: WireProbe.Answer, _ probe: WireProbe, _ server: SkeinServer) async throws {
        let id = started.json["execution_id"]?.stringValue ?? ""
        _ = try await probe.send(.POST, "/api/execution/\(id)/abort")
        try await server.execution(id, becomes: "aborted")
    }

    private func withProbe(_ body: (WireProbe, SkeinServer) async throws -> Void) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in try await body(WireProbe(server), server) }
    }
}

import Domain
import NIOHTTP1
import TestSupport
import Testing

/// "Why is it waiting?" is answered for everything that does not run.
@Suite(.timeLimit(.minutes(2))) struct WaitingTests {
    @Test("an execution without a place waits for a slot, and says how many begin before it")
    func slot() async throws {
        let slow: JSONValue = [["wait_ms": 600_000]]
        try await withTeam(scripts: [slow, slow], ["MAX_CONCURRENT_EXECUTIONS": "1"]) { team, server in
            _ = try await team.probe.send(.PUT, "/api/tasks/\(team.tasks[1])", ["dependencies": []])
            let id = try await team.execute(team.make(["workflow_type": "parallel"]))
            let pending = try await eventually("a pending execution") {
                let executions = try await server.workflow(id)["executions"]?.arrayValue ?? []
                let statuses = executions.map { $0["status"]?.stringValue }
                guard statuses.contains("running") else { return JSONValue?.none }
                return executions.first { $0["status"] == "pending" }
            }
            #expect(pending["waiting_for"]?["kind"] == "slot")
            #expect(pending["waiting_for"]?["detail"]?.stringValue?.contains("0 begin before it") == true)
            let running = try await server.workflow(id)
            #expect(running["status"] == "running" && running["active_agents"]?.arrayValue?.count == 1)
            _ = try await team.probe.send(.POST, "/api/workflows/executions/\(id)/abort")
            try await server.workflow(id, becomes: "aborted")
        }
    }

    @Test("an execution whose model asked to wait says so, and until when; its workflow execution too")
    func rateLimit() async throws {
        let limited: JSONValue = [
            ["fail": ["cause": "rate_limited", "message": "Slow down.", "retry_after": 600], "attempts": 1]
        ]
        try await withTeam(scripts: [limited, nil]) { team, server in
            let id = try await team.execute(team.make(["workflow_type": "sequential"]))
            let waiting = try await eventually("an execution that waits") {
                try await server.workflow(id)["executions"]?.arrayValue?.first { $0["status"] == "waiting" }
            }
            #expect(waiting["waiting_for"]?["kind"] == "rate_limit" && waiting["waiting_for"]?["until"] != nil)
            let workflow = try await server.workflow(id)
            #expect(workflow["waiting_for"] == waiting["waiting_for"])
            let listed = try await team.probe.send(.GET, "/api/workflows/executions").json.arrayValue?.first
            #expect(listed?["waiting_for"] == waiting["waiting_for"])
            _ = try await team.probe.send(.POST, "/api/workflows/executions/\(id)/abort")
            try await server.workflow(id, becomes: "aborted")
        }
    }
}

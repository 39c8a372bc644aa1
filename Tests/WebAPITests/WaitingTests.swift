import Domain
import NIOHTTP1
import TestSupport
import Testing

/// "Why is it waiting?" is answered for everything that does not run.
@Suite(.timeLimit(.minutes(10))) struct WaitingTests {
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

    @Test("a task that is not begun because the workflow's budget is used up says so, while something is still under way")
    func budget() async throws {
        let dear: JSONValue = [["cost": ["cost_usd": 0.5]], ["say": "Done."]]
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let team = try await ServerTeam(
                server,
                agents: [
                    .init("Ada", ["execution_settings": ["script": dear]]),
                    .init("Bob", ["execution_settings": ["script": [["wait_ms": 600_000]]]]),
                ],
                tasks: [.init("Dear", by: "Ada"), .init("Slow", by: "Bob"), .init("Next", by: "Ada", needs: ["Dear"])])
            let id = try await team.execute("parallel", ["budget": ["cost_usd": 0.4]])
            let waiting = try await eventually("the budget to be used up") {
                let execution = try await server.workflow(id)
                let isSpent = execution["completed_tasks"] == [team.id("Dear")]
                return isSpent ? execution["waiting_tasks"]?.arrayValue : nil
            }
            #expect(waiting.map { $0["title"] } == ["Next"])
            #expect(waiting[0]["waiting_for"]?["kind"] == "budget")
            #expect(waiting[0]["waiting_for"]?["detail"]?.stringValue?.contains("'cost_usd'") == true)
            try await server.request(.POST, "/api/workflows/executions/\(id)/abort", [:])
            try await server.workflow(id, becomes: "aborted")
        }
    }

    @Test("a task that needs a failed one says that it waits in vain, unless that is done after all")
    func brokenDependency() async throws {
        let broken: JSONValue = [["fail": ["cause": "refusal"]]]
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let team = try await ServerTeam(
                server,
                agents: [
                    .init("Ada", ["execution_settings": ["script": broken]]),
                    .init("Bob", ["execution_settings": ["script": [["wait_ms": 600_000]]]]),
                ],
                tasks: [.init("Hard", by: "Ada"), .init("Slow", by: "Bob"), .init("Next", by: "Ada", needs: ["Hard"])])
            let id = try await team.execute("parallel")
            let waiting = try await eventually("a failure") {
                let execution = try await server.workflow(id)
                return execution["failed_tasks"] == [team.id("Hard")] ? execution["waiting_tasks"]?.arrayValue : nil
            }
            #expect(waiting.map { $0["waiting_for"]?["kind"] } == ["dependency"])
            #expect(waiting[0]["waiting_for"]?["detail"]?.stringValue?.contains("'Hard', which failed") == true)
            try await server.request(.POST, "/api/workflows/executions/\(id)/abort", [:])
            try await server.workflow(id, becomes: "aborted")
        }
    }
}

import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("Re-runs over HTTP", .timeLimit(.minutes(10))) struct RerunTests {
    private static let paid: JSONValue = [
        ["append": ["file": "done.txt", "line": "build"]], ["say": "Built."],
        ["cost": ["cost_usd": 0.5, "input_tokens": 10]],
    ]
    private static let fails: JSONValue = [
        ["cost": ["cost_usd": 0.25]], ["fail": ["cause": "invalid_request", "message": "I will not."]],
    ]
    private static let obeys: JSONValue = [["cost": ["cost_usd": 0.25]], ["say": "Tested."]]

    @Test("a workflow that failed goes on from its failed step with the mended agent; the step before is not paid again")
    func fromFailedStep() async throws {
        try await withTeam(scripts: [Self.paid, Self.fails]) { team, server in
            var names = team.names
            let first = try await team.execute(team.make(["workflow_type": "sequential"]))
            let failed = try await server.workflow(first, becomes: "completed")
            #expect(failed["failed_tasks"] == [.string(team.tasks[1])])
            let settings: JSONValue = ["execution_settings": ["script": Self.obeys]]
            #expect(try await team.probe.send(.PUT, "/api/agents/\(team.agents[1])", settings).status == 200)
            let path = "/api/workflows/executions/\(first)/rerun"
            let body: JSONValue = ["from_task": .string(team.tasks[1])]
            try GoldenFile("rerun-preview").expect(try await team.probe.send(.POST, path + "/preview", body), &names)
            let started = try await team.probe.send(.POST, path, body, headers: ["idempotency-key": "once"])
            #expect(started.status == 202 && started.json["rerun_of"] == .string(first))
            let id = started.json["id"]?.stringValue ?? ""
            let again = try await team.probe.send(.POST, path, body, headers: ["idempotency-key": "once"])
            #expect(again.json["id"] == .string(id) && id != first)
            #expect(started.json["completed_tasks"] == [.string(team.tasks[0])])
            let done = try await server.workflow(id, becomes: "completed")
            #expect(done["failed_tasks"] == [] && done["results"]?["result"] == "Tested." && done["progress"] == 1)
            #expect(done["usage"]?["cost_usd"] == 0.25)
            #expect(done["executions"]?.arrayValue?.map { $0["workflow_execution_id"] } == [.string(first), .string(id)])
            #expect(try await server.workflow(first)["reruns"] == [.string(id)])
            #expect(try await server.workflow(first)["usage"] == failed["usage"])
            try GoldenFile("workflow-rerun").expect(
                try await team.probe.send(.GET, "/api/workflows/executions/\(id)"), &names)
            let file = try String(contentsOfFile: (done["work_directory"]?.stringValue ?? "") + "/done.txt", encoding: .utf8)
            #expect(file == "build\n")
            // What a re-run keeps belongs to the original, and stays when the re-run goes.
            #expect(try await team.probe.send(.DELETE, "/api/workflows/executions/\(id)").status == 200)
            #expect(try await server.workflow(first)["executions"]?.arrayValue?.count == 2)
        }
    }

    @Test("an unknown step, a live run and a part of a workflow are refused with the reason")
    func refusals() async throws {
        try await withTeam(scripts: [nil, [["wait_ms": 600_000, "times": 5]]]) { team, server in
            var names = team.names
            let id = try await team.execute(team.make(["workflow_type": "sequential"]))
            let path = "/api/workflows/executions/\(id)"
            #expect(try await team.probe.send(.POST, path + "/rerun", [:]).status == 409)
            _ = try await eventually("an execution of workflow execution \(id)") {
                try await server.workflow(id)["executions"]?.arrayValue?.first
            }
            _ = try await team.probe.send(.POST, path + "/abort")
            let over = try await server.workflow(id, becomes: "aborted")
            try GoldenFile("rerun-unknown-step").expect(
                try await team.probe.send(.POST, path + "/rerun", ["from_step": "tasks/none"]), &names)
            let part = over["executions"]?.arrayValue?.first?["id"]?.stringValue ?? ""
            let refused = try await team.probe.send(.POST, "/api/execution/\(part)/rerun")
            #expect(refused.status == 409 && refused.json["workflow_execution_id"] == .string(id))
            #expect(try await team.probe.send(.POST, "/api/workflows/executions/none/rerun").status == 404)
        }
    }

    @Test("an execution is repeated as a new one; the days' costs count both, and a search finds them")
    func execution() async throws {
        try await withTeam(scripts: [Self.paid, nil]) { team, server in
            var names = team.names
            let started = try await team.probe.send(.POST, "/api/execution/start", ["task_id": .string(team.tasks[0])])
            let first = started.json["execution_id"]?.stringValue ?? ""
            try await server.execution(first, becomes: "completed")
            let again = try await team.probe.send(.POST, "/api/execution/\(first)/rerun")
            #expect(again.status == 200 && again.json["execution_id"] != .string(first))
            let second = try await server.execution(again.json["execution_id"]?.stringValue ?? "", becomes: "completed")
            #expect(second["rerun_of"] == .string(first) && second["output"]?["result"] == "Built.")
            try await server.killAndRestart()
            let probe = try WireProbe(server)
            let usage = try await probe.send(.GET, "/api/usage/daily?days=7")
            #expect(usage.json["total"]?["usage"]?["cost_usd"] == 1 && usage.json["days"]?.arrayValue?.count == 7)
            #expect(usage.json["days"]?.arrayValue?.last?["agents"]?.arrayValue?.first?["name"] == "Ada")
            try GoldenFile("usage-daily").expect(try await probe.send(.GET, "/api/usage/daily?days=1"), &names)
            let other = try await probe.send(.GET, "/api/usage/daily?days=1&agent_id=\(team.agents[1])")
            #expect(other.json["total"]?["model_calls"] == 0 && other.json["total"]?["usage"]?["cost_usd"] == .null)
            #expect(try await probe.send(.GET, "/api/usage/daily?days=0").status == 422)
            let hits = try await probe.send(.GET, "/api/search?q=BUILT.")
            let kinds = hits.json.arrayValue?.compactMap { $0["kind"]?.stringValue } ?? []
            #expect(kinds.contains("execution"))
            try GoldenFile("search").expect(try await probe.send(.GET, "/api/search?q=build&limit=1"), &names)
            #expect(try await probe.send(.GET, "/api/search?q=all%20of").json == [])
            #expect(try await probe.send(.GET, "/api/search?q=100%25").json == [])
            #expect(try await probe.send(.GET, "/api/search?q=x").status == 422)
        }
    }
}

import Domain
import NIOHTTP1
import TestSupport
import Testing

/// The shapes of workflows that clients rely on, held by golden files.
@Suite struct WorkflowContractTests {
    @Test("patterns")
    func patterns() async throws {
        try await withTeam { team, server in
            var names = team.names
            let probe = team.probe
            let created = try await probe.send(
                .POST, "/api/workflows/patterns", .object(team.pattern(["workflow_type": "PARALLEL"])))
            try GoldenFile("pattern-created").expect(created, &names)
            let id = created.json["id"]?.stringValue ?? ""
            try GoldenFile("patterns").expect(try await probe.send(.GET, "/api/workflows/patterns?status=active"), &names)
            try GoldenFile("pattern-name-taken").expect(
                try await probe.send(.POST, "/api/workflows/patterns", .object(team.pattern())), &names)
            try GoldenFile("pattern-invalid").expect(
                try await probe.send(
                    .POST, "/api/workflows/patterns",
                    [
                        "name": "Other", "agent_ids": ["nobody"], "task_ids": [], "workflow_type": "waterfall",
                        "configuration": ["max_iterations": 0, "colour": "blue"],
                    ]), &names)
            try GoldenFile("pattern-updated").expect(
                try await probe.send(
                    .PUT, "/api/workflows/patterns/\(id)", ["status": "archived", "configuration": ["quorum": 1]]), &names)
            try GoldenFile("pattern-not-active").expect(
                try await probe.send(.POST, "/api/workflows/execute/\(id)", [:]), &names)
            _ = try await probe.send(.DELETE, "/api/tasks/\(team.tasks[1])")
            try GoldenFile("pattern-with-losses").expect(
                try await probe.send(.GET, "/api/workflows/patterns/\(id)"), &names)
            try GoldenFile("pattern-deleted").expect(
                try await probe.send(.DELETE, "/api/workflows/patterns/\(id)"), &names)
        }
    }

    @Test("a workflow execution from its start to its deletion")
    func executions() async throws {
        try await withTeam { team, server in
            var names = team.names
            let probe = team.probe
            let pattern = try await team.make(["workflow_type": "sequential"])
            let started = try await probe.send(.POST, "/api/workflows/execute/\(pattern)", ["inputs": ["colour": "blue"]])
            #expect(started.status == 202 && started.json["executions"] == [])
            let id = started.json["id"]?.stringValue ?? ""
            let path = "/api/workflows/executions/\(id)"
            try await server.workflow(id, becomes: "completed")
            try GoldenFile("workflow-execution").expect(try await probe.send(.GET, path), &names)
            try GoldenFile("workflow-executions").expect(
                try await probe.send(.GET, "/api/workflows/executions?pattern_id=\(pattern)&status=completed"), &names)
            try GoldenFile("communications").expect(
                try await probe.send(.GET, "/api/workflows/communications/\(id)"), &names)
            try GoldenFile("workflow-abort-refused").expect(try await probe.send(.POST, path + "/abort"), &names)
            try GoldenFile("workflow-execution-deleted").expect(try await probe.send(.DELETE, path), &names)
            try GoldenFile("workflow-execution-unknown").expect(try await probe.send(.GET, path), &names)
            #expect(try await probe.send(.GET, "/api/execution/status").json == [])
        }
    }

    @Test("types, the analysis and unknown ids in it")
    func analysis() async throws {
        try await withTeam { team, _ in
            var names = team.names
            let probe = team.probe
            try GoldenFile("workflow-types").expect(try await probe.send(.GET, "/api/workflows/types"), &names)
            try GoldenFile("analysis").expect(
                try await probe.send(
                    .POST, "/api/workflows/analyze",
                    [
                        "agents_ids": .array(team.agents.map { .string($0) }),
                        "task_ids": .array(team.tasks.map { .string($0) }),
                        "objective": "Ship it, but do not run it in parallel.",
                    ]), &names)
            try GoldenFile("analysis-unknown-ids").expect(
                try await probe.send(
                    .POST, "/api/workflows/analyze", ["agent_ids": ["nobody"], "task_ids": ["nothing", "nil"]]), &names)
        }
    }

    @Test("the dashboard and metrics")
    func dashboard() async throws {
        try await withTeam { team, server in
            var names = team.names
            let probe = team.probe
            let started = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(team.tasks[0])])
            try await server.execution(started.json["execution_id"]?.stringValue ?? "", becomes: "completed")
            for (name, path) in [
                ("dashboard-status", "/api/dashboard/status"), ("dashboard-agents", "/api/dashboard/agents"),
                ("workflow-health", "/api/workflows/health"), ("metrics", "/api/system/metrics"),
            ] {
                try GoldenFile(name).expect(try await probe.send(.GET, path), &names)
            }
            let json = try await probe.send(.GET, "/metrics", headers: ["accept": "application/json"])
            #expect(json.json["database"]?["total_executions"] == 1)
            try expectPrometheus(try await probe.send(.GET, "/metrics"))
        }
    }

    @Test("metrics tell of workflow executions by pattern and status, how long they took, what they cost, and of steps")
    func workflowMetrics() async throws {
        let dear: JSONValue = [["cost": ["cost_usd": 0.5, "input_tokens": 7, "output_tokens": 3]], ["say": "Done."]]
        try await withTeam(scripts: [dear, dear]) { team, server in
            for type in ["sequential", "parallel"] {
                let id = try await team.execute(team.make(["name": .string(type), "workflow_type": .string(type)]))
                try await server.workflow(id, becomes: "completed")
            }
            let answer = try await team.probe.send(.GET, "/metrics")
            try expectPrometheus(answer, executions: 4)
            func value(_ sample: String) -> Double? {
                let line = answer.text.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
                return line.flatMap { Double($0.dropFirst(sample.count + 1)) }
            }
            #expect(value(#"skein_workflow_executions{workflow_type="parallel",status="completed"}"#) == 1)
            #expect(value(#"skein_workflow_executions{workflow_type="swarm",status="failed"}"#) == 0)
            #expect(value(#"skein_workflow_execution_seconds_count{workflow_type="sequential"}"#) == 1)
            #expect(value(#"skein_workflow_execution_seconds_sum{workflow_type="sequential"}"#) ?? 0 > 0)
            #expect(value(#"skein_workflow_cost_usd{workflow_type="parallel"}"#) == 1)
            #expect(value(#"skein_execution_seconds_count{status="completed"}"#) == 4)
            #expect(value("skein_cost_usd") == 2 && value(#"skein_tokens{direction="input"}"#) == 28)
            #expect(value(#"skein_steps_total{outcome="completed"}"#) ?? 0 >= 8)
            #expect(value(#"skein_steps_total{outcome="failed"}"#) == 0)
            let json = try await team.probe.send(.GET, "/api/system/metrics").json
            #expect(json["workflows"]?["parallel"]?["completed"] == 1 && json["workflows"]?["swarm"]?["completed"] == 0)
            #expect(json["workflows"]?["parallel"]?["cost_usd"] == 1)
            #expect(json["workflows"]?["swarm"]?["average_seconds"] == .null)
            #expect(json["steps"]?["completed"]?.integerValue ?? 0 >= 8)
        }
    }

    /// Every sample has its type before it, once, and a number behind it.
    private func expectPrometheus(_ answer: WireProbe.Answer, executions: Int = 1) throws {
        #expect(answer.headers.first(name: "content-type") == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            answer.text.contains("\nskein_executions{status=\"completed\"} \(executions).0\n") && answer.text.hasSuffix("\n")
        )
        var types: [Substring] = []
        for line in answer.text.split(separator: "\n") where !line.hasPrefix("# HELP") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE") {
                types.append(words[2])
                continue
            }
            #expect(words.count == 2 && Double(words[1]) != nil, "\(line)")
            let name = words[0].prefix { $0 != "{" }
            let members = types.last.map { [$0, $0 + "_sum", $0 + "_count", $0 + "_bucket"] } ?? []
            #expect(members.contains { $0 == name }, "\(line)")
        }
        #expect(Set(types).count == types.count)
    }
}

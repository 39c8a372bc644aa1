import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// The shapes that clients rely on, held by golden files.
@Suite struct WireContractTests {
    private static let script: JSONValue = [
        ["think": "hm"], ["say": "one two"], ["use": ["tool": "Read", "input": ["path": "a"], "result": "text"]],
        ["cost": ["input_tokens": 5, "output_tokens": 7, "cost_usd": 0.01]],
    ]

    @Test("agents")
    func agents() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            var names = StableNames(data: server.data.path)
            let created = try await probe.send(
                .POST, "/api/agents",
                [
                    "name": "Ada", "role": "engineer", "system_prompt": "You write tested code.", "description": "d",
                    "capabilities": [" swift ", ""], "tools": ["Read"], "objectives": ["o"], "constraints": ["c"],
                    "memory_settings": ["a": 1], "execution_settings": ["max_turns": 5], "unknown": true,
                ])
            try GoldenFile("agent-created").expect(created, &names)
            let id = created.json["id"]?.stringValue ?? ""
            try GoldenFile("agent").expect(try await probe.send(.GET, "/api/agents/\(id)"), &names)
            try GoldenFile("agents").expect(try await probe.send(.GET, "/api/agents"), &names)
            try GoldenFile("agent-updated").expect(
                try await probe.send(.PUT, "/api/agents/\(id)", ["role": "writer", "description": .null]), &names)
            _ = try await probe.task(["assigned_agent_ids": [.string(id)]])
            try GoldenFile("agent-deleted").expect(try await probe.send(.DELETE, "/api/agents/\(id)"), &names)
        }
    }

    @Test("tasks")
    func tasks() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            var names = StableNames(data: server.data.path)
            let agent = try await probe.agent()
            let first = try await probe.task()
            let created = try await probe.send(
                .POST, "/api/tasks",
                [
                    "title": "Second", "description": "Do more.", "expected_output": "A file", "resources": ["x"],
                    "dependencies": [.string(first)], "priority": "urgent", "deadline": "2030-01-02",
                    "estimated_duration": "15-20 minutes", "assigned_agent_ids": [.string(agent)],
                ])
            try GoldenFile("task-created").expect(created, &names)
            let id = created.json["id"]?.stringValue ?? ""
            try GoldenFile("tasks").expect(try await probe.send(.GET, "/api/tasks?priority=urgent"), &names)
            try GoldenFile("task-updated").expect(
                try await probe.send(.PUT, "/api/tasks/\(id)", ["estimated_duration": 45, "dependencies": []]), &names)
            try GoldenFile("task-deleted").expect(try await probe.send(.DELETE, "/api/tasks/\(id)"), &names)
        }
    }

    @Test("executions, their events and their steps")
    func executions() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            var names = StableNames(data: server.data.path)
            let agent = try await probe.agent(["execution_settings": ["script": Self.script]])
            let task = try await probe.task(["assigned_agent_ids": [.string(agent)]])
            let started = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)])
            try GoldenFile("execution-started").expect(started, &names)
            let id = started.json["execution_id"]?.stringValue ?? ""
            try await server.execution(id, becomes: "completed")
            try GoldenFile("execution").expect(try await probe.send(.GET, "/api/execution/\(id)"), &names)
            try GoldenFile("executions").expect(try await probe.send(.GET, "/api/execution/status"), &names)
            try GoldenFile("execution-steps").expect(try await probe.send(.GET, "/api/execution/\(id)/steps"), &names)
            try GoldenFile("execution-events").expect(
                try await probe.send(.GET, "/api/execution/\(id)/events?after=3&limit=3"), &names)
            try GoldenFile("execution-abort-refused").expect(
                try await probe.send(.POST, "/api/execution/\(id)/abort"), &names)
            try GoldenFile("execution-deleted").expect(try await probe.send(.DELETE, "/api/execution/\(id)"), &names)
        }
    }

    @Test("a question, its answers, and the control of an execution that waits")
    func control() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            var names = StableNames(data: server.data.path)
            let script: JSONValue = [["ask": ["message": "Which colour?"]], ["say": "You said {answer}."]]
            let agent = try await probe.agent(["execution_settings": ["script": script]])
            let task = try await probe.task(["assigned_agent_ids": [.string(agent)]])
            let id =
                try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)]).json["execution_id"]?
                .stringValue ?? ""
            let waiting = try await server.execution(id, becomes: "waiting")
            var shown = StableNames(data: server.data.path)
            try GoldenFile("execution-question").expect(
                WireProbe.Answer(status: 200, headers: [:], text: (waiting["interactions"] ?? .null).text), &shown)
            try GoldenFile("execution-paused").expect(
                try await probe.send(.POST, "/api/execution/\(id)/pause", ["mode": "now"]), &names)
            try GoldenFile("execution-paused-already").expect(
                try await probe.send(.POST, "/api/execution/\(id)/pause"), &names)
            try GoldenFile("execution-resumed").expect(try await probe.send(.POST, "/api/execution/\(id)/resume"), &names)
            try await server.execution(id, becomes: "waiting")
            let input = "/api/execution/\(id)/input"
            try GoldenFile("execution-wrong-question").expect(
                try await probe.send(.POST, input, ["interaction_id": "nope", "answer": "x"]), &names)
            try GoldenFile("execution-answered").expect(
                try await probe.send(.POST, input, ["interaction_id": "scripted_0", "answer": "blue"]), &names)
            try await server.execution(id, becomes: "completed")
            try GoldenFile("execution-answered-late").expect(
                try await probe.send(.POST, input, ["interaction_id": "scripted_0", "answer": "red"]), &names)
        }
    }

    @Test("errors")
    func errors() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            var names = StableNames(data: server.data.path)
            try GoldenFile("error-validation").expect(
                try await probe.send(.POST, "/api/agents", ["name": 5, "system_prompt": "short"]), &names)
            try GoldenFile("error-not-json").expect(
                try await probe.send(.POST, "/api/agents", text: "{", headers: ["content-type": "application/json"]), &names)
            try GoldenFile("error-media-type").expect(
                try await probe.send(.POST, "/api/agents", text: "name=Ada", headers: ["content-type": "text/plain"]), &names
            )
            try GoldenFile("error-not-found").expect(try await probe.send(.GET, "/api/agents/none"), &names)
            try GoldenFile("error-no-route").expect(try await probe.send(.GET, "/api/nothing"), &names)
            try GoldenFile("error-query").expect(try await probe.send(.GET, "/api/tasks?limit=0&status=x"), &names)
            try GoldenFile("error-host").expect(try await probe.send(.GET, "/api/agents", headers: ["host": "evil"]), &names)
            try GoldenFile("error-no-agent").expect(
                try await probe.send(.POST, "/api/execution/start", ["task_id": .string(try await probe.task())]), &names)
            try GoldenFile("error-upgrade").expect(try await probe.send(.GET, "/ws/me"), &names)
        }
    }

    @Test("the root, and health")
    func system() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            var names = StableNames(data: server.data.path)
            try GoldenFile("root").expect(try await probe.send(.GET, "/"), &names)
            try GoldenFile("health").expect(try await probe.send(.GET, "/health"), &names)
        }
    }
}

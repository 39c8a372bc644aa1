import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct WorkflowControlTests {
    private static let asks: JSONValue = [["ask": ["message": "Which?"]], ["say": "You said {answer}."]]
    /// A pause ends one of the waits, and the next one begins after it.
    private static let slow: JSONValue = [["wait_ms": 600_000, "times": 5]]

    @Test("a question of one execution is answered through its workflow execution, also after a kill")
    func input() async throws {
        try await withTeam(scripts: [nil, Self.asks]) { team, server in
            let id = try await team.execute(team.make(["workflow_type": "sequential"]))
            let question = try await server.question(in: id)
            let waiting = try await server.workflow(id)
            #expect(waiting["needs_interaction"] == true && waiting["waiting_for"]?["kind"] == "input")
            #expect(question["execution_id"] == waiting["executions"]?.arrayValue?.last?["id"])
            try await server.killAndRestart()
            let probe = try WireProbe(server)
            let path = "/api/workflows/executions/\(id)/input"
            #expect(try await probe.send(.POST, path, ["interaction_id": "no", "answer": 1]).status == 404)
            let answered = try await probe.send(
                .POST, path, ["interaction_id": question["interaction_id"] ?? .null, "answer": "blue"])
            #expect(answered.status == 202)
            let done = try await server.workflow(id, becomes: "completed")
            #expect(done["results"]?["result"] == "You said blue." && done["progress"] == 1)
        }
    }

    @Test("pause, resume and abort reach the executions, also after a kill; what is over refuses them")
    func control() async throws {
        try await withTeam(scripts: [Self.slow, nil]) { team, server in
            let id = try await team.execute(team.make(["workflow_type": "sequential"]))
            try await server.execution(childOf(id, server), becomes: "running")
            let path = "/api/workflows/executions/\(id)"
            #expect(try await team.probe.send(.DELETE, path).status == 409)
            #expect(try await team.probe.send(.POST, path + "/pause", ["mode": "now"]).status == 202)
            try await server.workflow(id, becomes: "paused")
            try await server.killAndRestart()
            let paused = try await server.workflow(id)
            #expect(paused["status"] == "paused" && paused["waiting_for"]?["kind"] == "input")
            #expect(paused["executions"]?.arrayValue?.first?["status"] == "paused")
            #expect(paused["waiting_tasks"]?.arrayValue?.first?["waiting_for"]?["kind"] == "dependency")
            let probe = try WireProbe(server)
            #expect(try await probe.send(.POST, path + "/pause").status == 200)
            #expect(try await probe.send(.POST, path + "/resume").status == 202)
            try await server.execution(childOf(id, server), becomes: "running")
            #expect(try await probe.send(.POST, path + "/abort").status == 202)
            let aborted = try await server.workflow(id, becomes: "aborted")
            #expect(aborted["executions"]?.arrayValue?.first?["status"] == "aborted")
            #expect(aborted["results"]?["missing"]?.arrayValue?.count == 2 && aborted["active_agents"] == [])
            #expect(try await probe.send(.POST, path + "/abort").status == 200)
            #expect(try await probe.send(.POST, path + "/resume").status == 409)
        }
    }

    @Test("the operator hands a swarm's task over, also where the server dies right after; nobody else may get it")
    func forcedHandoff() async throws {
        let done: JSONValue = [["call": ["tool": "done", "input": ["result": "by Bob"]]]]
        try await withTeam(scripts: [Self.slow, done]) { team, server in
            let id = try await team.execute(team.make(["workflow_type": "swarm"]))
            let turn = try await childOf(id, server)
            try await server.execution(turn, becomes: "running")
            let path = "/api/workflows/executions/\(id)/handoff"
            #expect(try await team.probe.send(.POST, path, ["agent_id": "nobody"]).status == 422)
            #expect(try await team.probe.send(.POST, path, ["agent_id": .string(team.agents[0])]).status == 422)
            #expect(try await team.probe.send(.POST, path, ["reason": "r"]).status == 422)
            let accepted = try await team.probe.send(
                .POST, path, ["agent_id": .string(team.agents[1]), "reason": "He is faster."])
            #expect(accepted.status == 202 && accepted.json["execution_id"] == .string(id), "\(accepted.text)")
            try await server.killAndRestart()
            let ended = try await server.workflow(id, becomes: "completed")
            let first = ended["results"]?["results"]?.arrayValue?.first
            #expect(first?["status"] == "completed" && first?["agent_id"] == .string(team.agents[1]))
            #expect(first?["output"]?["handoffs"] == [.string(team.agents[1])])
            #expect(try await server.execution(turn)["status"] == "aborted")
            let messages = (ended["agent_communications"]?.arrayValue ?? []).filter { $0["message_type"] == "handoff" }
            #expect(messages.map { $0["message"] } == ["The operator: He is faster."])
            let probe = try WireProbe(server)
            #expect(try await probe.send(.POST, path, ["agent_id": .string(team.agents[1])]).status == 409)
            let events = try await server.get("/api/workflows/executions/\(id)/events?limit=1000").arrayValue ?? []
            let told = events.filter { $0["event"] == "input_given" }.map { $0["data"]?["answer"]?["agent_id"] }
            #expect(told == [.string(team.agents[1])])
        }
    }

    @Test("a pattern with a live execution is deleted only by force, which ends it")
    func forcedDeletion() async throws {
        try await withTeam(scripts: [Self.slow, nil]) { team, server in
            let pattern = try await team.make(["workflow_type": "sequential"])
            let id = try await team.execute(pattern)
            let path = "/api/workflows/patterns/\(pattern)"
            let refused = try await team.probe.send(.DELETE, path)
            #expect(refused.status == 409 && refused.json["running_executions"] == [.string(id)])
            #expect(try await team.probe.send(.DELETE, path + "?force=true").status == 200)
            #expect(try await server.workflow(id)["status"] == "aborted")
            #expect(try await team.probe.send(.GET, path).status == 404)
            #expect(try await team.probe.send(.POST, "/api/workflows/execute/\(pattern)", [:]).status == 404)
        }
    }

    @Test("a start with a known idempotency key finds the first execution, and overrides hold for one execution only")
    func overrides() async throws {
        try await withTeam { team, server in
            let pattern = try await team.make(["workflow_type": "parallel", "configuration": ["max_concurrency": 1]])
            let path = "/api/workflows/execute/\(pattern)"
            let project = server.data.appending(path: "workspaces/project").path
            let body: JSONValue = [
                "configuration": ["enable_agent_communication": false], "project_directory": .string(project),
            ]
            let starts = try await [1, 2].asyncMap { _ in
                try await team.probe.send(.POST, path, body, headers: ["idempotency-key": "once"]).json["id"]
            }
            #expect(starts[0] == starts[1] && starts[0] != nil)
            let done = try await server.workflow(starts[0]?.stringValue ?? "", becomes: "completed")
            #expect(done["agent_communications"] == [] && done["work_directory"] == .string(project))
            #expect(try await team.probe.send(.POST, path, ["configuration": ["colour": 1]]).status == 422)
            #expect(try await team.probe.send(.POST, path, ["project_directory": "/etc"]).status == 422)
            #expect(try await team.probe.send(.POST, path, ["backend": "none"]).status == 400)
            let again = try await server.workflow(try await team.execute(pattern), becomes: "completed")
            #expect(again["agent_communications"]?.arrayValue?.isEmpty == false)
        }
    }

    @Test("who subscribes to a workflow hears of it, of its executions and of nothing else")
    func subscription() async throws {
        try await withTeam { team, server in
            let pattern = try await team.make(["workflow_type": "sequential"])
            let (first, second) = (try await team.execute(pattern), try await team.execute(pattern))
            for id in [first, second] { try await server.workflow(id, becomes: "completed") }
            try await WebSocketClient.connect(to: server) { client in
                try await client.send(["type": "subscribe", "subscription": .string("workflow:\(first)"), "after": 0])
                var heard: [String] = []
                while !heard.contains("workflow_event completed"), let event = try await client.next() {
                    guard event["cursor"] != nil, let name = event["event"]?.stringValue else { continue }
                    #expect(event["data"]?["workflow_execution_id"] == .string(first))
                    heard.append("\(event["type"]?.stringValue ?? "") \(name)")
                }
                #expect(heard.contains("execution_event completed") && heard.contains("workflow_event communication"))
            }
        }
    }

    private func childOf(_ id: String, _ server: SkeinServer) async throws -> String {
        try await eventually("an execution of workflow execution \(id)") {
            try await server.workflow(id)["executions"]?.arrayValue?.first?["id"]?.stringValue
        }
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}

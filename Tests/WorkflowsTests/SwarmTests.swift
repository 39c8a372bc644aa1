import Agents
import Domain
import DurableExecution
import TestSupport
import Testing
import Workflows

@Suite("Swarm", .timeLimit(.minutes(5))) struct SwarmTests {
    @Test("agents hand over, with the conversation and the shared variables, until one says that it is done")
    func handoff() async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(3)
            let (a, b, c) = (
                bed.scripted(team[0], [.handoff(team[1], patch: ["city": "Rome"])]),
                bed.scripted(team[1], [.handoff(team[2])]), bed.scripted(team[2], [.done("solved")])
            )
            let task = try await bed.task("case", by: [a])
            let order = try bed.order(.swarm, [task], by: [a, b, c], ["context": ["city": "Paris"]])
            let outcome = try await bed.outcome(of: order)
            #expect(outcome.status == .completed)
            #expect(outcome.result == "solved")
            #expect(outcome.summary["handoffs"] == 2)
            #expect(outcome.summary["context"] == ["city": "Rome"])
            #expect(bed.backend.calls.map(\.brief.agentName) == ["agent 0", "agent 1", "agent 2"])
            #expect(bed.backend.calls.last?.prompt.contains("over to you") == true)
            let kinds = try await bed.events(of: order).compactMap { $0.data["message_type"]?.stringValue }
            #expect(kinds.filter { $0 == "handoff" }.count == 2)
        }
    }

    @Test("two agents that hand the task to and fro are stopped by the window, and everything is kept")
    func repetition() async throws {
        try await WorkflowBed.with { bed in
            let pair = try await bed.pingPong()
            let outcome = try await bed.outcome(
                of: try bed.order(.swarm, [try await bed.task("case", by: [pair[0]])], by: pair))
            #expect(outcome.results[0].cause == "repetition")
            #expect(outcome.endedBy == "repetition")
            #expect(outcome.results[0].output["handoffs"]?.arrayValue?.count == 7)
            #expect(outcome.results[0].executionIDs.count == 8)
        }
    }

    @Test("the 21st handoff is one too many, and so is a visit or a turn beyond its limit")
    func limits() async throws {
        try await WorkflowBed.with { bed in
            let pair = try await bed.pingPong()
            let task = try await bed.task("case", by: [pair[0]])
            let limits: [(JSONValue, String, Int)] = [
                (["repetition_window": 1000], "max_handoffs", 21), (["max_visits": 2], "max_visits", 4),
                (["max_turns": 3], "max_turns", 3),
            ]
            for (configuration, cause, turns) in limits {
                let outcome = try await bed.outcome(of: try bed.order(.swarm, [task], by: pair, configuration))
                #expect(outcome.results[0].cause == cause)
                #expect(outcome.results[0].executionIDs.count == turns, "\(cause)")
            }
        }
    }

    @Test("a handoff to itself, to nobody, to somebody out of service or not allowed is an error; three end the chain")
    func forbidden() async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(2)
            let stopped = try await bed.agent("Stopped", isStopped: true)
            for target in [team[0].id.rawValue, "nobody", stopped.id.rawValue, team[1].id.rawValue] {
                let a = bed.scripted(
                    team[0], [["structured": ["action": "handoff", "to": .string(target), "message": "m"]]])
                let graph: JSONValue = .object([a.id.rawValue: [.string(stopped.id.rawValue)]])
                let outcome = try await bed.outcome(
                    of: try bed.order(
                        .swarm, [try await bed.task("case", by: [a])], by: [a, team[1], stopped], ["handoffs": graph]))
                #expect(outcome.results[0].cause == "handoff")
                #expect(outcome.results[0].executionIDs.count == 3)
            }
            #expect(bed.backend.calls.last?.prompt.contains("may not be handed over to") == true)
        }
    }

    @Test("a patch on an old version, or of another type, is refused and said to the model")
    func conflict() async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(1)
            let a = bed.scripted(
                team[0],
                [
                    [
                        "structured": ["action": "done", "message": "m", "context_patch": ["n": "text"]],
                        "when": ["turn": 1],
                    ],
                    [
                        "structured": ["action": "done", "message": "m", "context_patch": ["n": 2], "context_version": 7],
                        "when": ["turn": 2],
                    ],
                    ["structured": ["action": "done", "message": "m", "context_patch": ["n": 3]], "when": ["turn": 3]],
                ])
            // No mistakes are forgiven beyond two in a row; the third turn is right.
            let outcome = try await bed.outcome(
                of: try bed.order(.swarm, [try await bed.task("case", by: [a])], by: [a], ["context": ["n": 1]]))
            #expect(outcome.summary["context"] == ["n": 3])
            #expect(outcome.status == .completed)
        }
    }

    @Test(
        "a turn without handoff and without 'done' means what is configured",
        arguments: [("done", 1), ("ask", 2), ("entry", 3)])
    func silence(policy: String, turns: Int) async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(2)
            let b = bed.scripted(team[1], [["say": "nothing to decide"]])
            let a = bed.scripted(
                team[0],
                [.handoff(team[1], turn: 1), ["structured": ["action": "done", "message": "m"], "when": ["turn": 3]]])
            let task = try await bed.task("case", by: [policy == "entry" ? a : b])
            let outcome = try await bed.outcome(
                of: try bed.order(.swarm, [task], by: [a, b], ["on_silence": .string(policy)]))
            #expect(outcome.status == .completed)
            #expect(outcome.results[0].executionIDs.count == turns)
        }
    }

    @Test("more tasks than agents are all done, a person may be handed over to, and costs are kept by agent")
    func tasksAndPeople() async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(1)
            let a = bed.scripted(
                team[0],
                [
                    ["cost": ["input_tokens": 5]],
                    [
                        "structured": ["action": "handoff", "to": "person", "reason": "May I?", "message": "m"],
                        "when": ["turn": 1],
                    ],
                    ["structured": ["action": "done", "result": "fine", "message": "m"], "when": ["turn": 2]],
                ])
            let tasks = [try await bed.task("one"), try await bed.task("two"), try await bed.task("three")]
            let outcome = try await bed.outcome(
                of: try bed.order(.swarm, tasks, by: [a], ["human_handoff": true])
            ) { _ in "You may." }
            #expect(outcome.results.map(\.value) == ["fine", "fine", "fine"])
            #expect(bed.backend.calls.last?.prompt.contains("You may.") == true)
            #expect(outcome.summary["usage_by_agent"]?[a.id.rawValue]?["tokens"] == 30)
        }
    }
}

extension WorkflowBed {
    fileprivate func team(_ count: Int) async throws -> [Agent] {
        var team: [Agent] = []
        for number in 0..<count { team.append(try await agent("agent \(number)")) }
        return team
    }

    /// The agent with a script; who it hands over to had to exist before.
    fileprivate func scripted(_ agent: Agent, _ script: [JSONValue]) -> Agent {
        var agent = agent
        agent.executionSettings["script"] = .array(script)
        return agent
    }

    fileprivate func pingPong() async throws -> [Agent] {
        let team = try await team(2)
        return [scripted(team[0], [.handoff(team[1])]), scripted(team[1], [.handoff(team[0])])]
    }
}

extension JSONValue {
    fileprivate static func handoff(_ agent: Agent, patch: JSONValue? = nil, turn: Int? = nil) -> JSONValue {
        var decision: [String: JSONValue] = [
            "action": "handoff", "to": .string(agent.id.rawValue), "reason": "fits better", "message": "over to you",
        ]
        decision["context_patch"] = patch
        var entry: [String: JSONValue] = ["structured": .object(decision)]
        if let turn { entry["when"] = ["turn": .integer(Int64(turn))] }
        return .object(entry)
    }

    fileprivate static func done(_ result: String) -> JSONValue {
        ["structured": ["action": "done", "result": .string(result), "message": "done"]]
    }
}

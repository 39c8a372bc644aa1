import Agents
import Domain
import DurableExecution
import Persistence
import TestSupport
import Testing
import Workflows

@Suite("Swarm", .timeLimit(.minutes(10))) struct SwarmTests {
    @Test("agents hand over, with the conversation and the shared variables, until one says that it is done")
    func handoff() async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(3)
            let (a, b, c) = (
                bed.scripted(team[0], [.handoff(team[1], patch: ["city": "Rome"])]),
                bed.scripted(team[1], [["say": "over to the last"], .handoff(team[2])]),
                bed.scripted(team[2], [.done("solved")])
            )
            let task = try await bed.task("case", by: [a])
            let order = try bed.order(.swarm, [task], by: [a, b, c], ["context": ["city": "Paris"]])
            let outcome = try await bed.outcome(of: order)
            #expect(outcome.status == .completed)
            #expect(outcome.result == "solved")
            #expect(outcome.summary["handoffs"] == 2)
            #expect(outcome.summary["context"] == ["city": "Rome"])
            #expect(bed.backend.calls.map(\.brief.agentName) == ["agent 0", "agent 1", "agent 2"])
            #expect(bed.backend.calls.last?.prompt.contains("over to the last") == true)
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
            for target in ["transfer_to_agent_0", "transfer_to_nobody", "transfer_to_stopped", "transfer_to_agent_1"] {
                let a = bed.scripted(team[0], [.call(target, ["reason": "r"]), ["say": "m"]])
                let graph: JSONValue = .object([a.id.rawValue: [.string(stopped.id.rawValue)]])
                let outcome = try await bed.outcome(
                    of: try bed.order(
                        .swarm, [try await bed.task("case", by: [a])], by: [a, team[1], stopped], ["handoffs": graph]))
                #expect(outcome.results[0].cause == "handoff")
                #expect(outcome.results[0].errorMessage?.contains(target) == true)
                #expect(outcome.results[0].executionIDs.count == 3)
            }
            #expect(bed.backend.calls.last?.prompt.contains("There is no tool 'transfer_to_agent_1'") == true)
            #expect(bed.backend.calls.last?.offered?.tools.map(\.name) == ["done"])
        }
    }

    @Test("three wrong calls in one turn end the chain too, and the right one after them does not count")
    func threeInOneTurn() async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(2)
            let wrong = JSONValue.call("transfer_to_nobody", ["reason": "r"])
            let a = bed.scripted(team[0], [wrong, .call("transfer_to_agent_1", [:]), wrong, .handoff(team[1])])
            let outcome = try await bed.outcome(
                of: try bed.order(.swarm, [try await bed.task("case", by: [a])], by: [a, team[1]]))
            #expect(outcome.results[0].cause == "handoff")
            #expect(outcome.results[0].executionIDs.count == 1)
        }
    }

    @Test("of several calls in one turn the first right one counts, and the others are answered that they are ignored")
    func firstCounts() async throws {
        try await WorkflowBed.with { bed in
            let team = try await bed.team(3)
            let a = bed.scripted(
                team[0], [.call("transfer_to_nobody", [:]), .handoff(team[2]), .handoff(team[1]), .done("no")])
            let (b, c) = (bed.scripted(team[1], [.done("b")]), bed.scripted(team[2], [.done("c")]))
            let outcome = try await bed.outcome(
                of: try bed.order(.swarm, [try await bed.task("case", by: [a])], by: [a, b, c]))
            #expect(outcome.result == "c")
            #expect(outcome.results[0].output["handoffs"] == [.string(c.id.rawValue)])
            let first = try #require(outcome.results[0].executionIDs.first)
            let calls = try await bed.bed.store.execution(first)?.output["offered_calls"]?.arrayValue ?? []
            #expect(calls.map { $0["standing"] } == ["refused", "counted", "ignored", "ignored"])
            #expect(calls.last?["answer"]?.stringValue?.hasPrefix("Ignored") == true)
        }
    }

    @Test("'done' without a result hands in the last words")
    func emptyResult() async throws {
        try await WorkflowBed.with { bed in
            let a = try await bed.agent("A", script: [["say": "All is well."], .call("done", [:])])
            let outcome = try await bed.outcome(of: try bed.order(.swarm, [try await bed.task("case", by: [a])], by: [a]))
            #expect(outcome.status == .completed)
            #expect(outcome.result == "All is well.")
        }
    }

    @Test("agents of one name, or with a name that no tool may have, have tools of their own")
    func names() async throws {
        try await WorkflowBed.with { bed in
            let a = try await bed.agent("A", script: [.call("done", [:])])
            let team = [try await bed.agent("Bób!"), try await bed.agent("Bób?"), try await bed.agent("東京")]
            _ = try await bed.outcome(of: try bed.order(.swarm, [try await bed.task("case", by: [a])], by: [a] + team))
            let names = try #require(bed.backend.calls.first?.offered?.tools.map(\.name))
            #expect(Set(names).count == 4)
            #expect(names.allSatisfy { $0.wholeMatch(of: /[a-z0-9_-]{1,48}/) != nil }, "\(names)")
        }
    }

    @Test("a patch on an old version, or of another type, is refused and said to the model")
    func conflict() async throws {
        try await WorkflowBed.with { bed in
            let a = try await bed.agent(
                "A",
                script: [
                    .call("done", ["context_patch": ["n": "text"]]),
                    .call("done", ["context_patch": ["n": 2], "context_version": 7]),
                    .call("done", ["result": "3", "context_patch": ["n": 3], "context_version": 0]),
                ])
            // Two wrong calls are forgiven; the third is right.
            let outcome = try await bed.outcome(
                of: try bed.order(.swarm, [try await bed.task("case", by: [a])], by: [a], ["context": ["n": 1]]))
            #expect(outcome.summary["context"] == ["n": 3])
            #expect(outcome.status == .completed)
            let answers = (outcome.results[0].output["offered_calls"]?.arrayValue ?? []).map {
                $0["answer"]?.stringValue ?? ""
            }
            #expect(answers[0].contains("$.context_patch.n should be of type number"), "\(answers)")
            #expect(answers[1].contains("context_version should be one of 0"), "\(answers)")
        }
    }

    @Test(
        "a wrong call without a right one goes back to its agent in the same session, or in a fresh one where that is said")
    func mistakeInSession() async throws {
        try await WorkflowBed.with { bed in
            let a = try await bed.agent(
                "A",
                script: [
                    ["call": ["tool": "transfer_to_nobody"], "when": ["turn": 1]],
                    ["call": ["tool": "done"], "when": ["turn": 2]],
                ])
            for session in ["same", "fresh"] {
                let order = try bed.order(
                    .swarm, [try await bed.task("case", by: [a])], by: [a], ["session": .string(session)])
                let outcome = try await bed.outcome(of: order)
                #expect(outcome.results[0].executionIDs.count == 2)
                let sessions = bed.backend.calls.suffix(2).map(\.conversation.sessionID)
                #expect((sessions[0] == sessions[1]) == (session == "same"))
            }
        }
    }

    @Test("a workflow whose server is killed goes on with the agent that is active then, and its handoff stands")
    func resumes() async throws {
        let clock = ManualClock()
        try await WorkflowBed.with(clock: clock) { bed in
            let team = try await bed.team(2)
            let (a, b) = (bed.scripted(team[0], [.handoff(team[1])]), bed.scripted(team[1], [.done("ok")]))
            let order = try bed.order(.swarm, [try await bed.task("case", by: [a])], by: [a, b])
            let (first, doom) = (Gate(), Doom(at: nil))
            bed.backend.hold { if $0.brief.agentName == "agent 1" { await first.pass() } }
            let engine = bed.engine(journal: doom.journal(bed.bed.journal))
            let run = RunID(rawValue: order.executionID.rawValue)
            try await bed.bed.killing(engine, by: doom) {
                _ = try await bed.start(order, on: engine)
                await first.arrived()
                doom.strike()
                bed.backend.hold { _ in }
                first.open()
            }
            clock.advance(by: .seconds(60))
            let next = bed.engine()
            try await bed.bed.serving(next) { try await Caretaker(bed.bed).attend(run, on: next) }
            let outcome = try #require(try await bed.bed.journal.record(of: run)?.output).decode(WorkflowOutcome.self)
            #expect(outcome.result == "ok")
            let agents = bed.backend.calls.map(\.brief.agentName)
            #expect(agents.count { $0 == "agent 0" } == 1, "\(agents)")
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
                [.handoff(team[1], turn: 1), ["call": ["tool": "done"], "when": ["turn": 3]]])
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
                    ["call": ["tool": "transfer_to_person", "input": ["reason": "May I?"]], "when": ["turn": 1]],
                    ["call": ["tool": "done", "input": ["result": "fine"]], "when": ["turn": 2]],
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
    /// To an agent of ``WorkflowBed/team(_:)``, whose tool has its name.
    fileprivate static func handoff(_ agent: Agent, patch: JSONValue? = nil, turn: Int? = nil) -> JSONValue {
        var input: [String: JSONValue] = ["reason": "over to you"]
        input["context_patch"] = patch
        let tool = "transfer_to_\(agent.name.replacing(" ", with: "_"))"
        var entry: [String: JSONValue] = ["call": ["tool": .string(tool), "input": .object(input)]]
        if let turn { entry["when"] = ["turn": .integer(Int64(turn))] }
        return .object(entry)
    }

    fileprivate static func call(_ tool: String, _ input: JSONValue) -> JSONValue {
        ["call": ["tool": .string(tool), "input": input]]
    }

    fileprivate static func done(_ result: String) -> JSONValue {
        call("done", ["result": .string(result)])
    }
}

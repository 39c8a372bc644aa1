import Agents
import Domain
import DurableExecution
import Persistence
import TestSupport
import Testing
import Workflows

@Suite("Assignment, gates and messages", .timeLimit(.minutes(10))) struct AssignmentTests {
    @Test("an unassigned task goes to the agent whose capabilities it names; a stopped agent gets nothing")
    func capabilities() async throws {
        try await WorkflowBed.with { bed in
            let writer = try await bed.agent("Writer", can: ["writing"])
            let coder = try await bed.agent("Coder", can: ["swift_programming"])
            let stopped = try await bed.agent("Stopped", can: ["swift_programming"], isStopped: true)
            let tasks = [
                try await bed.task("Swift programming"), try await bed.task("Some writing"),
                try await bed.task("own", by: [stopped]),
            ]
            let outcome = try await bed.outcome(of: try bed.order(.parallel, tasks, by: [writer, coder, stopped]))
            #expect(outcome.results.map(\.agentID) == [coder.id, writer.id, nil])
            #expect(outcome.results[2].cause == "no_agent")
        }
    }

    @Test("of several assigned agents the first works, or all, or the fastest counts", arguments: ["one", "all", "race"])
    func modes(mode: String) async throws {
        try await WorkflowBed.with { bed in
            let quick = try await bed.agent("Quick", script: [["say": "quick"]])
            let other = try await bed.agent(
                "Other", script: mode == "race" ? [["wait_ms": 600_000]] : [["say": "other"]])
            let task = try await bed.task("one", by: [quick, other])
            let outcome = try await bed.outcome(
                of: try bed.order(.parallel, [task], by: [quick, other], ["mode": .string(mode)]))
            #expect(outcome.status == .completed)
            let text = outcome.results[0].output["result"]?.stringValue ?? ""
            #expect(text.contains("quick"))
            #expect(text.contains("other") == (mode == "all"))
        }
    }

    @Test("the majority of a vote counts; a tie is a person's to decide, or a judge's, or the first's")
    func vote() async throws {
        try await WorkflowBed.with { bed in
            var agents: [Agent] = []
            for (name, answer) in [("A", "No"), ("B", "yes"), ("C", " YES ")] {
                agents.append(try await bed.agent(name, script: [["say": .string(answer)]]))
            }
            let task = try await bed.task("one", by: agents)
            let clear = try await bed.outcome(of: try bed.order(.parallel, [task], by: agents, ["mode": "vote"]))
            #expect(clear.results[0].value == "yes")
            #expect(clear.results[0].output["votes"]?["counts"] == [2, 1])
            let pair = Array(agents.prefix(2))
            let tied = try await bed.task("two", by: pair)
            let asked = try await bed.outcome(of: try bed.order(.parallel, [tied], by: pair, ["mode": "vote"])) { _ in 2 }
            #expect(asked.results[0].value == "yes")
            let first = try await bed.outcome(
                of: try bed.order(.parallel, [tied], by: pair, ["mode": "vote", "on_tie": "first"]))
            #expect(first.results[0].value == "No")
            let judge = try await bed.agent("Judge", script: [["structured": ["choice": 2]]])
            let judged = try await bed.outcome(
                of: try bed.order(
                    .parallel, [tied], by: pair + [judge],
                    ["mode": "vote", "on_tie": "judge", "coordinator_agent_id": .string(judge.id.rawValue)]))
            #expect(judged.results[0].value == "yes")
        }
    }

    @Test("a gate sends a result back with the reason, and lets the mended one pass")
    func gateRetry() async throws {
        try await WorkflowBed.with { bed in
            var bed = bed
            let tries = Watched(0)
            bed.commands = ScriptedCommands { _ in
                let count = tries.update {
                    $0 += 1; return $0
                }
                return CommandResult(exitStatus: count == 1 ? 1 : 0, output: "two tests fail")
            }
            let ada = try await bed.agent("Ada")
            let task = try await bed.task("code", by: [ada])
            let gates: JSONValue = ["quality_gates": [["type": "command", "command": ["make", "test"]]]]
            let outcome = try await bed.outcome(of: try bed.order(.sequential, [task], by: [ada], gates))
            #expect(outcome.status == .completed)
            #expect(outcome.results[0].executionIDs.count == 2)
            #expect(bed.backend.calls.last?.prompt.contains("two tests fail") == true)
        }
    }

    @Test("a command that does not end by itself fails its gate, and the result is kept")
    func hangingGate() async throws {
        try await WorkflowBed.with { bed in
            var bed = bed
            bed.commands = ScriptedCommands { _ in CommandResult(exitStatus: nil, output: "") }
            let ada = try await bed.agent("Ada", script: [["say": "kept"]])
            let task = try await bed.task("code", by: [ada])
            let gates: JSONValue = [
                "quality_gates": [["type": "command", "command": ["sleep"], "name": "slow", "retries": 0]]
            ]
            let outcome = try await bed.outcome(of: try bed.order(.sequential, [task], by: [ada], gates))
            #expect(outcome.results[0].cause == "gate:slow")
            #expect(outcome.results[0].output["result"] == "kept")
        }
    }

    @Test("a schema, a reviewer and a person are gates too", arguments: [true, false])
    func gateKinds(passes: Bool) async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent(
                "Ada", script: [["structured": ["count": passes ? 1 : "one"]], ["say": "counted"]])
            let reviewer = try await bed.agent(
                "Reviewer", script: [["structured": ["score": passes ? 0.9 : 0.2, "feedback": "as it is"]]])
            let task = try await bed.task("count", by: [ada])
            let gates: [JSONValue] = [
                ["type": "schema", "schema": ["properties": ["count": ["type": "integer"]]], "retries": 0],
                ["type": "reviewer", "agent_id": .string(reviewer.id.rawValue), "retries": 0],
                ["type": "person", "retries": 0],
            ]
            for gate in gates {
                let outcome = try await bed.outcome(
                    of: try bed.order(.sequential, [task], by: [ada, reviewer], ["quality_gates": [gate]])
                ) { _ in .bool(passes) }
                #expect((outcome.status == .completed) == passes, "\(gate["type"]?.text ?? "")")
            }
        }
    }

    @Test("when the time is over, what began ends and the rest is skipped; an overdue task is done and named")
    func time() async throws {
        let clock = ManualClock()
        try await WorkflowBed.with(clock: clock) { bed in
            bed.backend.hold { _ in clock.advance(by: .seconds(3000)) }
            let ada = try await bed.agent("Ada")
            let soon = Timestamp(milliseconds: clock.now().milliseconds + 60_000)
            let tasks = [
                try await bed.task("one", by: [ada], .urgent, deadline: soon), try await bed.task("two", by: [ada], .high),
                try await bed.task("three", by: [ada]),
            ]
            let outcome = try await bed.outcome(of: try bed.order(.parallel, tasks, by: [ada]))
            #expect(outcome.results.map(\.status) == [.completed, .completed, .skipped])
            #expect(outcome.results[2].cause == "timeout")
            #expect(outcome.endedBy == "timeout")
            #expect(outcome.summary["overdue_tasks"] == [.string(tasks[0].id.rawValue)])
            #expect(outcome.metrics["duration_seconds"] == 6000)
        }
    }

    @Test("a pause, and the wait for a person, take nothing from the time of the workflow")
    func pausedClock() async throws {
        let clock = ManualClock()
        try await WorkflowBed.with(clock: clock) { bed in
            let ada = try await bed.agent("Ada")
            let tasks = [try await bed.task("one", by: [ada]), try await bed.task("two", by: [ada])]
            let order = try bed.order(
                .sequential, tasks, by: [ada],
                ["timeout_minutes": 10, "quality_gates": [["type": "person", "tasks": [.string(tasks[0].id.rawValue)]]]])
            let engine = bed.engine()
            try await bed.bed.serving(engine) {
                let run = try await bed.start(order, on: engine)
                _ = try await bed.bed.run(run, tells: "waiting")
                let asked = try #require(bed.bed.events.events.last { $0.event.name == "needs_input" })
                clock.advance(by: .seconds(3600))
                _ = try await engine.pause(run, mode: .now)
                clock.advance(by: .seconds(3600))
                _ = try await engine.resume(run)
                _ = try await engine.answer(
                    JSONValue(parsing: asked.event.data.utf8)["interaction_id"]?.stringValue ?? "",
                    with: JSONText(stored: "true"),
                    to: run)
                let record = try await bed.bed.end(of: run)
                let outcome = try #require(record.output).decode(WorkflowOutcome.self)
                #expect(outcome.status == .completed, "\(outcome.message ?? "")")
            }
        }
    }

    @Test("hand-overs are logged as messages between agents, unless that is switched off; progress ends at 1")
    func messages() async throws {
        try await WorkflowBed.with { bed in
            let (ada, bob) = (try await bed.agent("Ada"), try await bed.agent("Bob"))
            let one = try await bed.task("one", by: [ada])
            let two = try await bed.task("two", by: [bob], needs: [one.id])
            for isLogged in [true, false] {
                let order = try bed.order(
                    .sequential, [one, two], by: [ada, bob], ["enable_agent_communication": .bool(isLogged)])
                _ = try await bed.outcome(of: order)
                let events = try await bed.events(of: order)
                let kinds = events.filter { $0.name == AgentMessage.event }.compactMap {
                    $0.data["message_type"]?.stringValue
                }
                #expect(kinds.contains("result_sharing") == isLogged)
                #expect(Set(kinds) == (isLogged ? ["task_assignment", "status_update", "result_sharing"] : []))
                let progress = try events.filter { $0.name == WorkflowProgress.event }.map {
                    try JSONText($0.data).decode(WorkflowProgress.self)
                }
                #expect(progress.last?.fraction == 1)
                var row = WorkflowExecution(
                    id: order.executionID, patternID: nil, patternName: "", workflowType: .sequential, agentIDs: [],
                    taskIDs: [], workDirectory: "/tmp",
                    createdAt: .now)
                for progress in progress { row.apply(progress) }
                #expect(row.completedTasks == [one.id, two.id])
            }
        }
    }
}

extension WorkflowBed {
    /// What a workflow told, in order.
    func events(of order: WorkflowOrder) async throws -> [(name: String, data: JSONValue)] {
        try await bed.store.events(ofRun: order.executionID.rawValue, after: 0, limit: 10_000).map {
            ($0.event.name, try JSONValue(parsing: $0.event.data.utf8))
        }
    }
}

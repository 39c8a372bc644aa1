import Agents
import Domain
import DurableExecution
import Persistence
import TestSupport
import Testing
import Workflows

@Suite("Parallel", .timeLimit(.minutes(10))) struct ParallelTests {
    @Test("tasks of different agents overlap, and every task is done once, by its agent")
    func overlap() async throws {
        try await WorkflowBed.with { bed in
            let agents = [try await bed.agent("A"), try await bed.agent("B"), try await bed.agent("C")]
            var tasks: [AgentTask] = []
            for agent in agents { tasks.append(try await bed.task(agent.name, by: [agent])) }
            let gate = Gate()
            bed.backend.hold { _ in await gate.pass() }
            async let ended = bed.outcome(of: try bed.order(.parallel, tasks, by: agents))
            await gate.arrived(3)
            gate.open()
            let outcome = try await ended
            #expect(bed.backend.mostActive == 3)
            #expect(outcome.results.map(\.agentID) == agents.map(\.id))
            #expect(outcome.status == .completed)
        }
    }

    @Test("more tasks than agents, and the reverse: nothing is dropped, nothing is done twice", arguments: [(7, 2), (2, 5)])
    func counts(tasks count: Int, agents: Int) async throws {
        try await WorkflowBed.with { bed in
            var team: [Agent] = []
            for number in 1...agents { team.append(try await bed.agent("agent \(number)")) }
            var tasks: [AgentTask] = []
            for number in 1...count { tasks.append(try await bed.task("task \(number)")) }
            let outcome = try await bed.outcome(of: try bed.order(.parallel, tasks, by: team))
            #expect(outcome.results.map(\.taskID) == tasks.map(\.id))
            #expect(outcome.results.allSatisfy { $0.status == .completed && $0.executionIDs.count == 1 })
            #expect(bed.backend.titles().sorted() == tasks.map(\.title).sorted())
            // Ties of capability go to the least loaded.
            let loads = Dictionary(grouping: outcome.results.compactMap(\.agentID), by: { $0 }).mapValues(\.count)
            #expect(loads.values.max() == (count + agents - 1) / agents)
        }
    }

    @Test("one agent works on one task at a time, the most urgent first, unless it is allowed more")
    func oneAgent() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let tasks = [
                try await bed.task("low", .low), try await bed.task("urgent", .urgent), try await bed.task("high", .high),
            ]
            _ = try await bed.outcome(of: try bed.order(.parallel, tasks, by: [ada]))
            #expect(bed.backend.mostActive == 1)
            #expect(bed.backend.titles() == ["urgent", "high", "low"])
        }
    }

    @Test("all_settled keeps what succeeded; it fails only when nothing did")
    func allSettled() async throws {
        try await WorkflowBed.with { bed in
            let (good, bad) = (try await bed.agent("Good"), try await bed.failingAgent())
            let tasks = [try await bed.task("one", by: [good]), try await bed.task("two", by: [bad])]
            let outcome = try await bed.outcome(of: try bed.order(.parallel, tasks, by: [good, bad]))
            #expect(outcome.status == .completedWithFailures)
            #expect(outcome.missing == [tasks[1].id])
            let none = try await bed.outcome(of: try bed.order(.parallel, [tasks[1]], by: [good, bad]))
            #expect(none.status == .failed)
            #expect(none.message?.contains("two") == true)
        }
    }

    @Test("the first failure ends the others under fail_fast, and they are verified dead")
    func failFast() async throws {
        try await WorkflowBed.with { bed in
            let slow = try await bed.agent("Slow", script: [["wait_ms": 600_000]])
            let bad = try await bed.failingAgent()
            let tasks = [try await bed.task("slow", by: [slow]), try await bed.task("bad", by: [bad])]
            let outcome = try await bed.outcome(
                of: try bed.order(.parallel, tasks, by: [slow, bad], ["failure_policy": "fail_fast"]))
            #expect(
                outcome.results.map(\.status) == [.cancelled, .failed]
                    || outcome.results.map(\.status) == [.skipped, .failed])
            #expect(outcome.status == .failed)
            for execution in outcome.results.flatMap(\.executionIDs) {
                #expect(try await bed.bed.store.execution(execution)?.status.isTerminal == true)
            }
        }
    }

    @Test("one success ends the others under first_success")
    func firstSuccess() async throws {
        try await WorkflowBed.with { bed in
            let slow = try await bed.agent("Slow", script: [["wait_ms": 600_000]])
            let (bad, good) = (try await bed.failingAgent(), try await bed.agent("Good"))
            let tasks = [
                try await bed.task("slow", by: [slow]), try await bed.task("bad", by: [bad]),
                try await bed.task("good", by: [good]),
            ]
            let outcome = try await bed.outcome(
                of: try bed.order(.parallel, tasks, by: [slow, bad, good], ["failure_policy": "first_success"]))
            #expect(outcome.status == .completed)
            #expect(outcome.results[2].status == .completed)
            #expect(outcome.results[0].status != .completed)
        }
    }

    @Test("a success that comes after the first one is kept as late, or was ended; it is never used")
    func late() async throws {
        try await WorkflowBed.with { bed in
            let agents = [try await bed.agent("A"), try await bed.agent("B"), try await bed.agent("C")]
            var tasks: [AgentTask] = []
            for agent in agents { tasks.append(try await bed.task(agent.name, by: [agent])) }
            let gate = Gate()
            bed.backend.hold { _ in await gate.pass() }
            async let ended = bed.outcome(
                of: try bed.order(.parallel, tasks, by: agents, ["failure_policy": "first_success"]))
            await gate.arrived(3)
            gate.open()
            let outcome = try await ended
            #expect(outcome.results.count { $0.status == .completed } == 1)
            #expect(outcome.results.allSatisfy { [.completed, .late, .cancelled].contains($0.status) })
            #expect(outcome.result?.objectValue?.count == 1)
        }
    }

    @Test("a quorum that cannot be reached any more ends the rest early")
    func quorum() async throws {
        try await WorkflowBed.with { bed in
            let slow = try await bed.agent("Slow", script: [["wait_ms": 600_000]])
            let (bad, worse) = (try await bed.failingAgent(), try await bed.failingAgent())
            let tasks = [
                try await bed.task("slow", by: [slow]), try await bed.task("bad", by: [bad]),
                try await bed.task("worse", by: [worse]),
            ]
            let outcome = try await bed.outcome(
                of: try bed.order(.parallel, tasks, by: [slow, bad, worse], ["failure_policy": "quorum", "quorum": 2]))
            #expect(outcome.status == .failed)
            #expect(outcome.results[0].status != .completed)
        }
    }

    @Test("a quorum that is reached is enough: what failed is named, and the whole is done")
    func quorumReached() async throws {
        try await WorkflowBed.with { bed in
            let (good, better, bad) = (
                try await bed.agent("Good"), try await bed.agent("Better"), try await bed.failingAgent()
            )
            let tasks = [
                try await bed.task("bad", by: [bad]), try await bed.task("good", by: [good]),
                try await bed.task("better", by: [better]),
            ]
            let outcome = try await bed.outcome(
                of: try bed.order(.parallel, tasks, by: [good, better, bad], ["failure_policy": "quorum", "quorum": 2]))
            #expect(outcome.status == .completed)
            #expect(outcome.results.map(\.status).dropFirst() == [.completed, .completed])
            #expect(outcome.results[0].status != .completed && outcome.missing == [tasks[0].id])
        }
    }

    @Test("an aggregator that fails for a moment is asked again alone; the branches are not done again")
    func aggregatorRetried() async throws {
        try await WorkflowBed.with(clock: ManualClock()) { bed in
            let ada = try await bed.agent("Ada")
            let chief = try await bed.agent(
                "Chief", isStopped: true,
                script: [["fail": ["cause": "overloaded"], "attempts": 1], ["say": "all together"]])
            let tasks = [try await bed.task("one", by: [ada]), try await bed.task("two", by: [ada])]
            var order = try bed.order(
                .parallel, tasks, by: [ada, chief],
                ["aggregator": "agent", "coordinator_agent_id": .string(chief.id.rawValue)])
            order.retries = 1
            let outcome = try await bed.outcome(of: order)
            #expect(outcome.status == .completed && outcome.result == "all together")
            #expect(bed.backend.titles() == ["one", "two"])
            #expect(bed.backend.titles("aggregate").count == 2)
            #expect(outcome.modelCalls == 4, "the failed call counts too")
        }
    }

    @Test("the budget ends a wave: what began ends, the rest is skipped with the limit's name")
    func budget() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent(
                "Ada", script: [["cost": ["cost_usd": 0.5, "input_tokens": 10]], ["say": "done"]])
            let tasks = [try await bed.task("one"), try await bed.task("two"), try await bed.task("three")]
            for (budget, done) in [
                (["cost_usd": 0.9], 2), (["tokens": 5], 1), (["model_calls": 2], 2), (["agents": 1], 1),
            ] as [(JSONValue, Int)] {
                let outcome = try await bed.outcome(of: try bed.order(.parallel, tasks, by: [ada], ["budget": budget]))
                #expect(outcome.results.count { $0.status == .completed } == done, "\(budget)")
                #expect(outcome.endedBy == "budget:\(budget.objectValue?.keys.first ?? "")")
                #expect(outcome.status == .completedWithFailures)
                #expect(outcome.modelCalls == done)
                #expect(outcome.usage.costUSD == 0.5 * Double(done))
            }
        }
    }

    @Test("an aggregating agent gets every result and what is missing; if it fails the branches' results stay")
    func aggregator() async throws {
        try await WorkflowBed.with { bed in
            let (good, bad) = (try await bed.agent("Good", script: [["say": "my part"]]), try await bed.failingAgent())
            let chief = try await bed.agent("Chief", script: [["say": "all together"]])
            let tasks = [try await bed.task("one", by: [good]), try await bed.task("two", by: [bad])]
            func outcome(_ coordinator: Agent) async throws -> WorkflowOutcome {
                try await bed.outcome(
                    of: try bed.order(
                        .parallel, tasks, by: [good, bad, coordinator],
                        ["aggregator": "agent", "coordinator_agent_id": .string(coordinator.id.rawValue)]))
            }
            let whole = try await outcome(chief)
            #expect(whole.result == "all together")
            let prompt = try #require(bed.backend.calls.last { $0.brief.purpose == "aggregate" }).prompt
            #expect(prompt.contains("my part") && prompt.contains("two: failed"))
            let broken = try await outcome(bad)
            #expect(broken.endedBy == "aggregation")
            #expect(broken.results[0].status == .completed)
            #expect(broken.result?.stringValue?.contains("my part") == true)
        }
    }

    @Test("a task is done once for each item; equal items are told apart, and the results are in the order of the items")
    func forEach() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada", script: [["say": "done"]])
            let task = try await bed.task("check")
            let outcome = try await bed.outcome(
                of: try bed.order(
                    .parallel, [task], by: [ada],
                    ["for_each": [["name": "a"], ["name": "b"], ["name": "a"]], "for_each_key": "name"]))
            #expect(outcome.results[0].executionIDs.count == 3)
            #expect(outcome.results[0].value == ["a": "done", "a~2": "done", "b": "done"])
            let none = try await bed.outcome(of: try bed.order(.parallel, [task], by: [ada], ["for_each": []]))
            #expect(none.status == .completed)
        }
    }

    @Test("the first branch goes ahead alone where it is wanted")
    func stagger() async throws {
        try await WorkflowBed.with { bed in
            let agents = [try await bed.agent("A"), try await bed.agent("B")]
            let tasks = [try await bed.task("one", by: [agents[0]]), try await bed.task("two", by: [agents[1]])]
            _ = try await bed.outcome(of: try bed.order(.parallel, tasks, by: agents, ["stagger": true]))
            #expect(bed.backend.mostActive == 1)
            #expect(bed.backend.titles() == ["one", "two"])
        }
    }
}

extension WorkflowBed {
    /// One whose every call fails for good.
    func failingAgent(_ name: String = "Bad") async throws -> Agent {
        try await agent(name, script: [["fail": ["cause": "refusal"]]])
    }
}

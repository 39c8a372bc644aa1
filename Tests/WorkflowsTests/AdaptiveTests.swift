import Agents
import Domain
import DurableExecution
import TestSupport
import Testing
import Workflows

@Suite("Adaptive", .timeLimit(.minutes(10))) struct AdaptiveTests {
    @Test("one task of one agent needs no team")
    func single() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let outcome = try await bed.outcome(
                of: try bed.order(.adaptive, [try await bed.task("one", by: [ada])], by: [ada], ["verify": false]))
            #expect(outcome.status == .completed)
            #expect(outcome.summary["strategies"] == ["sequential"])
            #expect(outcome.modelCalls == 1)
        }
    }

    @Test("what failed is tried by another agent, and what is done is not done again")
    func changeAgent() async throws {
        try await WorkflowBed.with { bed in
            let (good, bad) = (try await bed.agent("Good"), try await bed.failingAgent())
            let tasks = [try await bed.task("one", by: [good]), try await bed.task("two", by: [bad, good])]
            let outcome = try await bed.outcome(
                of: try bed.order(.adaptive, tasks, by: [good, bad], ["verify": false]))
            #expect(outcome.status == .completed)
            #expect(outcome.results[1].agentID == good.id)
            #expect(bed.backend.titles().filter { $0 == "one" }.count == 1)
            #expect(outcome.summary["adaptations"]?.text.contains("another_agent") == true)
        }
    }

    @Test("strategies change, each used once at most, and the best partial result is kept")
    func exhaustion() async throws {
        try await WorkflowBed.with { bed in
            let (good, bad) = (try await bed.agent("Good"), try await bed.failingAgent())
            let tasks = [try await bed.task("one", by: [good]), try await bed.task("two", by: [bad])]
            let outcome = try await bed.outcome(
                of: try bed.order(
                    .adaptive, tasks, by: [good, bad],
                    ["verify": false, "max_failures": 100, "strategies": ["sequential", "parallel"]]))
            #expect(outcome.summary["strategies"] == ["parallel", "sequential"])
            #expect(outcome.status == .completedWithFailures)
            #expect(outcome.endedBy == "exhausted")
            #expect(outcome.results[0].status == .completed)
        }
    }

    @Test("failures in a row end it, and a person may say otherwise", arguments: ["stop", "ask"])
    func failures(policy: String) async throws {
        try await WorkflowBed.with { bed in
            let bad = try await bed.failingAgent()
            let tasks = [
                try await bed.task("one"), try await bed.task("two"), try await bed.task("three"),
                try await bed.task("four"),
            ]
            let outcome = try await bed.outcome(
                of: try bed.order(
                    .adaptive, tasks, by: [bad],
                    ["verify": false, "on_failures": .string(policy), "max_switches": 0, "max_failures": 1])
            ) { _ in false }
            #expect(outcome.status == .failed)
            #expect(outcome.endedBy == "consecutive_failures")
            #expect(outcome.results.count { $0.status == .failed } == 1)
        }
    }

    @Test(
        "where the budget does not suffice for all that is open, the most urgent comes first and the rest is left out by name"
    )
    func narrowing() async throws {
        try await WorkflowBed.with { bed in
            let (good, bad) = (try await bed.agent("Good"), try await bed.failingAgent())
            let tasks = [
                try await bed.task("done", by: [good]), try await bed.task("low", by: [bad], .low),
                try await bed.task("urgent", by: [bad], .urgent),
            ]
            let outcome = try await bed.outcome(
                of: try bed.order(
                    .adaptive, tasks, by: [good, bad], ["verify": false, "max_failures": 100, "budget": ["agents": 4]]))
            #expect(outcome.status == .completedWithFailures)
            #expect(bed.backend.titles().count { $0 == "urgent" } == 2)
            #expect(bed.backend.titles().count { $0 == "low" } == 1)
            let rules = outcome.summary["adaptations"]?.arrayValue?.compactMap { $0["rule"]?.stringValue } ?? []
            #expect(rules == ["independence", "reserve", "budget_burn"])
        }
    }

    @Test("what failed twice is tried with another model before the strategy changes")
    func changeModel() async throws {
        try await WorkflowBed.with { bed in
            let bad = try await bed.failingAgent()
            let outcome = try await bed.outcome(
                of: try bed.order(
                    .adaptive, [try await bed.task("one", by: [bad])], by: [bad],
                    ["verify": false, "max_failures": 100, "strategies": ["sequential"], "other_models": ["big", "huge"]]))
            #expect(outcome.endedBy == "exhausted")
            #expect(bed.backend.calls.map(\.model) == [nil, nil, "big", "huge"])
        }
    }

    @Test("a change of strategy lets what is under way end, or cancels it", arguments: ["drain", "cancel"])
    func siblings(onSwitch: String) async throws {
        try await WorkflowBed.with { bed in
            let bad = try await bed.agent("Bad", script: [["fail": ["cause": "billing"]]])
            let slow = try await bed.agent("Slow", script: onSwitch == "cancel" ? [["wait_ms": 600_000]] : [["say": "done"]])
            let tasks = [try await bed.task("slow", by: [slow]), try await bed.task("bad", by: [bad])]
            let gate = Gate()
            bed.backend.hold { _ in await gate.pass() }
            async let ended = bed.outcome(
                of: try bed.order(.adaptive, tasks, by: [slow, bad], ["verify": false, "on_switch": .string(onSwitch)]))
            await gate.arrived(2)
            gate.open()
            let outcome = try await ended
            #expect(outcome.endedBy == "fatal_failure")
            #expect(outcome.results[0].status == (onSwitch == "cancel" ? .cancelled : .completed))
        }
    }

    @Test("a verification that is not sure has the named task done again, with what was wrong")
    func verification() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let task = try await bed.task("one", by: [ada])
            let judge = try await bed.agent(
                "Judge", isStopped: true,
                script: [
                    [
                        "structured": [
                            "confidence": 0.4, "problems": [["task_id": .string(task.id.rawValue), "problem": "too short"]],
                        ], "when": ["turn": 1],
                    ], ["structured": ["confidence": 0.9], "when": ["turn": 2]],
                ])
            let outcome = try await bed.outcome(
                of: try bed.order(
                    .adaptive, [task], by: [ada, judge], ["coordinator_agent_id": .string(judge.id.rawValue)]))
            #expect(outcome.status == .completed)
            #expect(bed.backend.titles().count == 2)
            #expect(bed.backend.calls.last { $0.brief.purpose == "work" }?.prompt.contains("too short") == true)
            #expect(outcome.summary["verification"] == 0.9)
        }
    }

    @Test("a budget too small for any pattern refuses before anything begins; a used one only finishes")
    func budget() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let tasks = [try await bed.task("one"), try await bed.task("two")]
            let refused = try await bed.outcome(
                of: try bed.order(.adaptive, tasks, by: [ada], ["budget": ["agents": 0]]))
            #expect(refused.status == .failed)
            #expect(refused.endedBy == "budget:agents")
            #expect(bed.backend.calls.isEmpty)
            let finished = try await bed.outcome(
                of: try bed.order(.adaptive, tasks, by: [ada], ["budget": ["agents": 1], "verify": false]))
            #expect(finished.results.count { $0.status == .completed } == 1)
            #expect(finished.status == .completedWithFailures)
        }
    }
}

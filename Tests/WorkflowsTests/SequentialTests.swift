import Agents
import Domain
import DurableExecution
import Foundation
import TestSupport
import Testing
import Workflows

@Suite("Sequential", .timeLimit(.minutes(10))) struct SequentialTests {
    @Test("steps follow their dependencies, then priority, deadline and the order given")
    func order() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let last = try await bed.task("last", by: [ada])
            let low = try await bed.task("low", by: [ada], .low)
            let soon = try await bed.task("soon", by: [ada], deadline: Timestamp("2030-01-01"))
            let urgent = try await bed.task("urgent", by: [ada], .urgent)
            var first = last
            first.dependencies = [low.id]
            let outcome = try await bed.outcome(of: try bed.order(.sequential, [first, low, soon, urgent], by: [ada]))
            #expect(outcome.status == .completed)
            #expect(bed.backend.titles() == ["urgent", "soon", "low", "last"])
            #expect(outcome.results.map(\.title) == ["last", "low", "soon", "urgent"])
        }
    }

    @Test("each step is given the results of all before it, and what it needs whole")
    func context() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada", script: [["say": "the findings"]])
            let research = try await bed.task("research", by: [ada])
            let report = try await bed.task("report", by: [ada], needs: [research.id])
            _ = try await bed.outcome(of: try bed.order(.sequential, [research, report], by: [ada], objective: "Know more"))
            let prompt = try #require(bed.backend.calls.last).prompt
            #expect(prompt.contains("the findings"))
            #expect(prompt.contains("Know more"))
        }
    }

    @Test(
        "each step has a conversation of its own, goes on in that of the step before, or in a copy of it",
        arguments: ["fresh", "shared", "fork"])
    func conversations(context: String) async throws {
        try await WorkflowBed.with { bed in
            let (ada, bob) = (try await bed.agent("Ada"), try await bed.agent("Bob"))
            let tasks = [
                try await bed.task("one", by: [ada]), try await bed.task("two", by: [ada]),
                try await bed.task("three", by: [bob]),
            ]
            _ = try await bed.outcome(of: try bed.order(.sequential, tasks, by: [ada, bob], ["context": .string(context)]))
            let calls = bed.backend.calls
            let (ids, origins) = (calls.map(\.conversation.sessionID), calls.map(\.conversation.forkedFrom))
            #expect(Set(ids).count == (context == "shared" ? 1 : 3))
            #expect(origins == (context == "fork" ? [nil, ids[0], ids[1]] : [nil, nil, nil]))
            // An agent that comes into a conversation of others is introduced.
            #expect(calls[2].prompt.contains("You are Bob, a worker.") == (context != "fresh"))
            #expect(!calls[1].prompt.contains("You are Ada, a worker."))
        }
    }

    @Test("a failed step skips the rest, or only what needs it", arguments: [("stop", 1), ("continue", 2)])
    func failure(onFailure: String, done: Int) async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let bad = try await bed.agent("Bad", script: [["fail": ["cause": "refusal"]]])
            let one = try await bed.task("one", by: [ada])
            let two = try await bed.task("two", by: [bad])
            let three = try await bed.task("three", by: [ada], needs: [two.id])
            let four = try await bed.task("four", by: [ada])
            let outcome = try await bed.outcome(
                of: try bed.order(.sequential, [one, two, three, four], by: [ada, bad], ["on_failure": .string(onFailure)]))
            #expect(outcome.status == .completedWithFailures)
            #expect(outcome.results.count { $0.status == .completed } == done)
            #expect(outcome.failed == [two.id])
            #expect(outcome.results[2].status == .skipped)
            #expect(outcome.results[1].cause == "refusal")
        }
    }

    @Test("a failed step is tried once more under 'retry', and finished steps are undone under 'compensate'")
    func retryAndCompensate() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let flaky = try await bed.agent(
                "Flaky", script: [["fail": ["cause": "refusal"], "when": ["turn": 1]], ["say": "second try"]])
            let one = try await bed.task("one", by: [ada])
            let two = try await bed.task("two", by: [flaky])
            let retried = try await bed.outcome(
                of: try bed.order(.sequential, [one, two], by: [ada, flaky], ["on_failure": "retry"]))
            #expect(retried.status == .completed)
            #expect(retried.results[1].executionIDs.count == 2)
            let (bad, undo) = (try await bed.failingAgent(), try await bed.agent("Undo"))
            let broken = try await bed.task("broken", by: [bad])
            let never = try await bed.task("never", by: [ada])
            let compensated = try await bed.outcome(
                of: try bed.order(
                    .sequential, [one, broken, never], by: [ada, bad, undo],
                    ["on_failure": "compensate", "compensation_agent_id": .string(undo.id.rawValue)]))
            #expect(compensated.results.map(\.status) == [.completed, .failed, .skipped])
            #expect(bed.backend.titles("compensate") == ["one"])
            #expect(bed.backend.calls.last?.brief.agentName == "Undo")
        }
    }

    @Test("a cycle of one or two, and what waits for it, fails by name; the rest is done")
    func cycles() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            var (one, two) = (try await bed.task("one", by: [ada]), try await bed.task("two", by: [ada]))
            (one.dependencies, two.dependencies) = ([two.id], [one.id])
            var own = try await bed.task("own", by: [ada])
            own.dependencies = [own.id]
            let free = try await bed.task("free", by: [ada])
            let outcome = try await bed.outcome(
                of: try bed.order(.sequential, [one, two, own, free], by: [ada], ["on_failure": "continue"]))
            #expect(outcome.results.map(\.cause) == ["cycle", "cycle", "cycle", nil])
            #expect(outcome.status == .completedWithFailures)
        }
    }

    @Test("what needs a skipped step is skipped too, and says which")
    func chainOfSkips() async throws {
        try await WorkflowBed.with { bed in
            let (ada, bad) = (try await bed.agent("Ada"), try await bed.failingAgent())
            let first = try await bed.task("first", by: [bad])
            let second = try await bed.task("second", by: [ada], needs: [first.id])
            let third = try await bed.task("third", by: [ada], needs: [second.id])
            let outcome = try await bed.outcome(
                of: try bed.order(.sequential, [first, second, third], by: [ada, bad], ["on_failure": "continue"]))
            #expect(outcome.results.map(\.status) == [.failed, .skipped, .skipped])
            #expect(outcome.results[2].cause == "dependency")
            #expect(outcome.results[2].errorMessage?.contains("'second', which is skipped") == true)
        }
    }

    @Test("a missing dependency skips the task and says so; a known result of elsewhere will do")
    func missing() async throws {
        try await WorkflowBed.with { bed in
            let ada = try await bed.agent("Ada")
            let task = try await bed.task("one", by: [ada], needs: [TaskID(rawValue: "elsewhere")])
            var order = try bed.order(.sequential, [task], by: [ada])
            let outcome = try await bed.outcome(of: order)
            #expect(outcome.results[0].cause == "missing_dependency")
            #expect(outcome.status == .failed)
            order.knownResults = [TaskID(rawValue: "elsewhere"): "known before"]
            order.executionID = .make()
            #expect(try await bed.outcome(of: order).status == .completed)
            #expect(bed.backend.calls.last?.prompt.contains("known before") == true)
        }
    }

    @Test("no steps are a completed workflow without results")
    func none() async throws {
        try await WorkflowBed.with { bed in
            let outcome = try await bed.outcome(of: try bed.order(.sequential, [], by: [try await bed.agent("Ada")]))
            #expect(outcome.status == .completed)
            #expect(outcome.results.isEmpty)
        }
    }

    @Test("a large result goes on as a file, and its beginning")
    func largeResult() async throws {
        try await withTemporaryDirectory { directory in
            try await WorkflowBed.with { bed in
                let ada = try await bed.agent("Ada", script: [["say": .string(String(repeating: "x", count: 50_000))]])
                let bob = try await bed.agent("Bob")
                let one = try await bed.task("one", by: [ada])
                let two = try await bed.task("two", by: [bob], needs: [one.id])
                _ = try await bed.outcome(
                    of: try bed.order(.sequential, [one, two], by: [ada, bob], directory: directory.path))
                let prompt = try #require(bed.backend.calls.last).prompt
                #expect(prompt.utf8.count < 5000)
                #expect(prompt.contains("\(one.id).txt"))
            }
        }
    }
}

import Agents
import Domain
import DurableExecution
import Persistence
import SQL
import Synchronization
import TestSupport
public import Testing
public import Workflows

/// Every pattern is disturbed at each of its writes, and must come to the same end without doing anything twice.
@Suite("Patterns everywhere", .timeLimit(.minutes(10))) struct EverywhereTests {
    @Test(
        "a kill before or after any commit changes nothing of the result, and repeats nothing",
        arguments: WorkflowCatalog.all)
    func kill(pattern: WorkflowCatalog) async throws {
        try await Disturbance.with(pattern.type) { disturbance in
            let undisturbed = try await disturbance.killed(at: nil)
            #expect(undisturbed.writes > 10)
            for write in 1...undisturbed.writes {
                for hour in [
                    Doom.Hour(write: write, isBefore: true, losesQueue: true),
                    .init(write: write, isBefore: false, losesQueue: false),
                ] {
                    let report = try await disturbance.killed(at: hour)
                    #expect(report.outcome == undisturbed.outcome, "killed at \(hour)")
                    #expect(report.repeated.isEmpty, "killed at \(hour)")
                }
            }
        }
    }

    @Test("a pause at any commit parks the workflow, and resumed it comes to the same end", arguments: WorkflowCatalog.all)
    func pause(pattern: WorkflowCatalog) async throws {
        try await Disturbance.with(pattern.type) { disturbance in
            let undisturbed = try await disturbance.commanded(at: .max) { _, _ in }
            for write in 1...undisturbed.writes {
                let mode = write.isMultiple(of: 2) ? PauseMode.now : .step
                let report = try await disturbance.commanded(at: write) { _ = try await $0.pause($1, mode: mode) }
                #expect(report.outcome == undisturbed.outcome, "paused \(mode) at \(write)")
            }
        }
    }

    @Test("an abort at any commit ends the workflow and everything under it", arguments: WorkflowCatalog.all)
    func abort(pattern: WorkflowCatalog) async throws {
        try await Disturbance.with(pattern.type) { disturbance in
            let undisturbed = try await disturbance.commanded(at: .max) { _, _ in }
            for write in 1...undisturbed.writes {
                let report = try await disturbance.commanded(at: write) { _ = try await $0.abort($1) }
                #expect(report.outcome == "aborted" || report.outcome == undisturbed.outcome, "aborted at \(write)")
                #expect(report.unfinished == 0, "aborted at \(write)")
            }
        }
    }
}

@Suite("Patterns without a model", .timeLimit(.minutes(10))) struct ExpertTests {
    @Test(
        "every pattern comes to an end by stated rules, and says that no model worked on it", arguments: WorkflowCatalog.all)
    func rules(pattern: WorkflowCatalog) async throws {
        try await WorkflowBed.with { bed in
            var order = try await bed.sample(pattern.type)
            order.backend = "expert"
            let outcome = try await bed.outcome(of: order) { $0["about"]?["agents"]?.arrayValue?.first?["id"] ?? true }
            #expect(outcome.status == .completed)
            #expect(bed.backend.calls.isEmpty)
            let executions = outcome.results.flatMap(\.executionIDs)
            #expect(!executions.isEmpty)
            for id in executions { #expect(try await bed.bed.store.execution(id)?.isDegraded == true) }
        }
    }
}

extension WorkflowCatalog: CustomTestStringConvertible {
    public var testDescription: String { type.rawValue }
}

/// One pattern at work on its sample, disturbed once at a time.
private struct Disturbance {
    struct Report {
        /// What came of it, without what differs from run to run; or the state in which it ended.
        var outcome: String
        var writes: Int
        /// Calls that had ended before the kill and were made again.
        var repeated: [String]
        var unfinished: Int64
    }

    private let bed: WorkflowBed
    private let clock: ManualClock
    private let sample: WorkflowOrder

    static func with(_ type: WorkflowType, _ body: (Disturbance) async throws -> Void) async throws {
        let clock = ManualClock()
        try await WorkflowBed.with(clock: clock) { bed in
            try await body(Disturbance(bed: bed, clock: clock, sample: try await bed.sample(type)))
        }
    }

    private func order() -> WorkflowOrder {
        var order = sample
        order.executionID = .make()
        return order
    }

    func killed(at hour: Doom.Hour?) async throws -> Report {
        let (order, doom, caretaker) = (order(), Doom(at: hour), Caretaker(bed.bed))
        let run = RunID(rawValue: order.executionID.rawValue)
        let engine = bed.engine(journal: doom.journal(bed.bed.journal))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A dead server answers nobody.
                try? await caretaker.attend(run, on: engine)
                doom.strike()
            }
            try await bed.bed.killing(engine, by: doom) {
                _ = try await bed.start(order, on: engine)
                await doom.struck()
            }
            group.cancelAll()
        }
        let ended = Set(
            try await bed.bed.sql("SELECT call_id FROM run_steps WHERE status <> 'started'").map { try $0.text("call_id") })
        let before = bed.backend.counts
        clock.advance(by: .seconds(60))
        let next = bed.engine()
        try await bed.bed.serving(next) { try await caretaker.attend(run, on: next) }
        let after = bed.backend.counts
        return try await report(run, doom.writes, ended.filter { (before[$0] ?? 0) < (after[$0] ?? 0) }.sorted())
    }

    func commanded(
        at write: Int, _ command: @escaping @Sendable (RunEngine, RunID) async throws -> Void
    ) async throws -> Report {
        let order = order()
        let run = RunID(rawValue: order.executionID.rawValue)
        let counter = WriteCounter()
        let journal = HookedJournal(
            bed.bed.journal,
            after: { done in
                guard counter.count(done) == write, let engine = counter.engine else { return }
                try await command(engine, run)
            })
        let engine = bed.engine(journal: journal)
        counter.set(engine)
        try await bed.bed.serving(engine) {
            let caretaker = Caretaker(bed.bed)
            _ = try await bed.start(order, on: engine)
            try await caretaker.attend(run, on: engine)
            _ = try await bed.bed.end(of: run)
        }
        return try await report(run, counter.value, [])
    }

    private func report(_ run: RunID, _ writes: Int, _ repeated: [String]) async throws -> Report {
        let record = try #require(try await bed.bed.journal.record(of: run))
        let rows = try await bed.bed.sql(
            "SELECT count(*) AS live FROM runs WHERE state NOT IN ('completed', 'failed', 'aborted')")
        return Report(
            outcome: try record.output.map { try $0.decode(WorkflowOutcome.self).essence } ?? record.ending,
            writes: writes, repeated: repeated, unfinished: try rows[0].integer("live"))
    }
}

/// Counts the entries and endings of runs, and knows the engine that makes them.
private final class WriteCounter: Sendable {
    private let state = Mutex<(count: Int, engine: RunEngine?)>((0, nil))

    var value: Int { state.withLock { $0.count } }
    var engine: RunEngine? { state.withLock { $0.engine } }

    func set(_ engine: RunEngine) { state.withLock { $0.engine = engine } }

    /// - Returns: the number of this write; nil for one that does not count.
    func count(_ write: HookedJournal.Write) -> Int? {
        switch write {
        case .append, .settle:
            state.withLock { state in
                state.count += 1
                return state.count
            }
        case .create, .claim, .command, .answer, .timers: nil
        }
    }
}

extension RunRecord {
    fileprivate var ending: String { failure.map { "\(state.rawValue): \($0)" } ?? state.rawValue }
}

extension WorkflowOutcome {
    /// What must be the same whenever it was disturbed: everything but ids of executions and times.
    fileprivate var essence: String {
        let tasks = results.map { result in
            "\(result.title) \(result.status) \(result.agentID?.rawValue ?? "-") \(result.output["result"]?.text ?? "-") "
                + "\(result.executionIDs.count) \(result.modelCalls)"
        }
        return ([status.rawValue, endedBy ?? "-", result?.text ?? "-", "\(modelCalls) \(iterations)"] + tasks)
            .joined(separator: "\n")
    }
}

extension WorkflowBed {
    /// A small order of a pattern that uses what is its own.
    fileprivate func sample(_ type: WorkflowType) async throws -> WorkflowOrder {
        let (ada, bob) = (try await agent("Ada"), try await agent("Bob"))
        let one = try await task("one", by: [ada])
        let two = try await task("two", by: [bob], needs: type == .sequential ? [one.id] : [])
        let three = try await task("three")
        func coordinator(_ script: [JSONValue]) async throws -> (Agent, JSONValue) {
            let agent = try await agent("Coordinator", isStopped: true, script: .array(script))
            return (agent, .string(agent.id.rawValue))
        }
        switch type {
        case .sequential:
            let gate: JSONValue = ["quality_gates": [["type": "person", "tasks": [.string(one.id.rawValue)]]]]
            return try order(type, [one, two], by: [ada, bob], gate)
        case .parallel:
            var last = three
            (last.dependencies, last.assignedAgentIDs) = ([one.id, two.id], [ada.id])
            let (chief, id) = try await coordinator([["say": "both"]])
            return try order(
                type, [one, two, last], by: [ada, bob, chief], ["aggregator": "agent", "coordinator_agent_id": id])
        case .router:
            let (chief, id) = try await coordinator([
                ["structured": ["choices": [.string(bob.id.rawValue)], "confidence": 1]]
            ])
            return try order(type, [one, three], by: [ada, bob, chief], ["coordinator_agent_id": id])
        case .orchestrator:
            func part(_ name: String, _ task: AgentTask, _ agent: Agent) -> JSONValue {
                [
                    "id": .string(name), "task_id": .string(task.id.rawValue), "title": .string(name), "description": "d",
                    "agent_id": .string(agent.id.rawValue),
                ]
            }
            let steps: JSONValue = [
                ["tasks": [part("p1", one, ada), part("p2", two, bob)]], ["tasks": [part("p3", three, ada)]],
            ]
            let (chief, id) = try await coordinator([
                ["structured": ["steps": steps, "is_complete": true], "when": ["purpose": "plan"]], ["say": "whole"],
            ])
            return try order(type, [one, two, three], by: [ada, bob, chief], ["coordinator_agent_id": id])
        case .evaluatorOptimizer:
            let critic = try await agent(
                "Critic",
                script: [
                    ["structured": ["score": 0.2, "feedback": "more"], "when": ["turn": 1]],
                    ["structured": ["score": 0.9, "feedback": ""], "when": ["turn": 2]],
                ])
            let writer = try await agent(
                "Writer", script: [["say": "first", "when": ["turn": 1]], ["say": "second", "when": ["turn": 2]]])
            var text = one
            text.assignedAgentIDs = [writer.id]
            return try order(type, [text], by: [writer, critic])
        case .swarm:
            let expert = try await agent(
                "Expert", script: [["call": ["tool": "done", "input": ["result": "ok"]]]])
            let desk = try await agent(
                "Desk", script: [["call": ["tool": "transfer_to_expert", "input": ["reason": "r"]]]])
            var request = one
            request.assignedAgentIDs = [desk.id]
            return try order(type, [request], by: [desk, expert])
        case .adaptive:
            // Another agent, then another pattern, and then there is none left.
            let (bad, worse) = (try await failingAgent(), try await failingAgent("Worse"))
            // It comes after the other one: how many failures there are in a row must not depend on which was faster.
            var hard = two
            (hard.assignedAgentIDs, hard.dependencies) = ([bad.id, worse.id], [one.id])
            return try order(
                type, [one, hard], by: [ada, bad, worse],
                ["strategies": ["parallel", "sequential"], "max_failures": 100])
        }
    }
}

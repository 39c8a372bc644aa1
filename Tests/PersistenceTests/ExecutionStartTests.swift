import Domain
import DurableExecution
import SQL
import Synchronization
import TestSupport
import Testing

@testable import Persistence

@Suite("Starting executions", .timeLimit(.minutes(10))) struct ExecutionStartTests {
    @Test("a start on a task with a live execution is a conflict that names it, and leaves nothing behind")
    func conflict() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine()
            let first = try await bed.start(on: engine)
            let before = try await Self.counts(bed)
            let error = await #expect(throws: DomainError.self) { try await bed.start(on: engine) }
            guard case .conflict(_, _, let more) = error else {
                Issue.record("\(String(describing: error)) should be a conflict")
                return
            }
            #expect(more["execution_id"] == .string(first.rawValue))
            #expect(try await Self.counts(bed) == before)
        }
    }

    @Test("of many starts at once exactly one begins")
    func atOnce() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine()
            let started = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask { (try? await bed.start(on: engine)) != nil }  // the others are told of a conflict
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(started == 1)
            let executions = try await bed.bed.sql("SELECT id FROM executions")
            #expect(executions.count == 1)
        }
    }

    @Test("the same start again, by its idempotency key, finds the first instead of a conflict")
    func idempotent() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine()
            let first = try await bed.start(on: engine, key: "once")
            #expect(try await bed.start(on: engine, key: "once") == first)
        }
    }

    @Test("when a task's execution is over it can be started again, and begins anew")
    func again() async throws {
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine(WorkingAgent { _, _ in throw RunFailure(kind: "error", message: "No.") })
            try await bed.bed.serving(engine) {
                _ = try await bed.bed.end(of: bed.start(on: engine))
                #expect(try await bed.storedTask()?.errorMessage == "No.")
            }
            let run = try await bed.start(on: engine)
            #expect(try await bed.statuses(run) == ["pending", "failed", "idle"])
            _ = try await engine.abort(run)
            #expect(try await bed.statuses(run) == ["aborted", "cancelled", "idle"])
            #expect(try await bed.storedTask()?.errorMessage == nil)
        }
    }

    @Test("a task with several executions is done, and its agent idle, when the last of them is")
    func several() async throws {
        let gates = [Gate(), Gate()]
        let begun = Mutex(0)
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine(
                WorkingAgent { context, _ in
                    try await context.step("work") { _ in
                        let number = begun.withLock { begun in
                            defer { begun += 1 }
                            return begun
                        }
                        await gates[number].pass()
                        return ExecutionOutcome.done
                    }
                })
            try await bed.bed.serving(engine) {
                let runs = [try await bed.start(on: engine), try await bed.start(on: engine, isExclusive: false)]
                for gate in gates { await gate.arrived() }
                gates[0].open()
                await bed.bed.events.heard { $0.event.type == .execution && $0.event.name == "completed" }
                #expect(try await bed.statuses(runs[0]).dropFirst() == ["in_progress", "executing"])
                gates[1].open()
                for run in runs { _ = try await bed.bed.end(of: run) }
                #expect(try await bed.statuses(runs[0]) == ["completed", "completed", "idle"])
            }
        }
    }

    @Test("an agent that a person took out of service stays stopped, whatever its executions do")
    func stoppedAgent() async throws {
        try await ExecutionBed.with { bed in
            try await bed.bed.sql("UPDATE agents SET status = 'stopped'")
            let engine = bed.bed.engine(WorkingAgent { _, _ in .done })
            let run = try await bed.start(on: engine)
            _ = try await bed.bed.serving(engine) { try await bed.bed.end(of: run) }
            #expect(try await bed.statuses(run) == ["completed", "completed", "stopped"])
        }
    }

    @Test("a child that must not start fails its step with the reason, once, and leaves no child behind")
    func refusedChild() async throws {
        struct Parent: Workflow {
            static let name = "parent"
            static let version = 1
            func run(_ context: WorkflowContext, _ order: ExecutionOrder) async throws -> String {
                let labels = ["execution_id": "child"]
                do {
                    _ = try await context.child(WorkingAgent.self, "work", order, labels: labels)
                    return "started"
                } catch let failure as StepFailure {
                    return failure.failure.kind
                }
            }
        }
        try await ExecutionBed.with { bed in
            let engine = bed.bed.engine(Parent(), WorkingAgent { _, _ in .done }, limits: [.coordination: 1])
            _ = try await bed.start(on: engine)
            let run = RunID.make()
            let record = try await bed.bed.serving(engine) {
                let order = ExecutionOrder(agent: bed.agent, task: bed.task, workDirectory: "/tmp")
                _ = try await engine.start(Parent.self, order, id: run)
                return try await bed.bed.end(of: run)
            }
            #expect(try record.output?.decode(String.self) == "conflict")
            #expect(try await bed.bed.sql("SELECT id FROM runs").count == 2)
        }
    }

    private static func counts(_ bed: ExecutionBed) async throws -> [Int64] {
        var counts: [Int64] = []
        for table in ["runs", "executions", "events", "run_steps"] {
            counts.append(try await bed.bed.sql("SELECT count(*) AS n FROM \(raw: table)")[0].integer("n"))
        }
        return counts
    }
}

import DurableExecution
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PauseTests {
    /// Waits in a gate, then takes a second step.
    private static func gated(_ gate: Gate, _ deeds: Deeds) -> @Sendable (WorkflowContext, String) async throws -> String {
        { context, _ in
            _ = try await context.step("first") { _ in
                deeds.did("first")
                await gate.pass()
                return 1
            }
            _ = try await context.step("second") { _ in
                deeds.did("second")
                return 2
            }
            return "done"
        }
    }

    @Test("before a driver takes it, a run pauses at once and nothing of it runs until it is resumed")
    func beforeClaim() async throws {
        try await EngineBed.with { bed in
            let deeds = Deeds()
            let gate = Gate()
            gate.open()
            let engine = bed.engine(Scripted(Self.gated(gate, deeds)))
            let run = RunID.make()
            _ = try await engine.start(Scripted.self, "", id: run)
            #expect(try await engine.pause(run, mode: .step)?.state == .paused)
            try await bed.serving(engine) {
                let other = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: other)
                try await bed.run(other, tells: "completed")
                #expect(deeds["first"] == 1)
                #expect(try await engine.resume(run)?.state == .pending)
                try await bed.run(run, tells: "completed")
            }
            #expect(
                try await bed.eventNames(of: run) == [
                    "created", "paused", "queued", "started", "step_completed", "step_completed", "completed",
                ])
        }
    }

    @Test("pausing at a step lets the step in flight end, keeps its output and begins no other")
    func atStep() async throws {
        let gate = Gate()
        let deeds = Deeds()
        try await EngineBed.running(Self.gated(gate, deeds)) { bed, engine, run in
            await gate.arrived()
            #expect(try await engine.pause(run, mode: .step)?.state == .pausing)
            gate.open()
            try await bed.run(run, tells: "paused")
            #expect(deeds.all == ["first": 1])
            _ = try await engine.resume(run)
            try await bed.run(run, tells: "completed")
            #expect(deeds.all == ["first": 1, "second": 1])
        }
    }

    @Test("pausing now cancels the step in flight, which runs again on resume as the same attempt")
    func now() async throws {
        let calls = Deeds()
        let (began, beginning) = AsyncStream<Void>.makeStream()
        try await EngineBed.running { context, _ in
            try await context.step("slow") { attempt in
                calls.did(attempt.callID)
                beginning.yield()
                if calls[attempt.callID] == 1 { try await Task.sleep(for: .seconds(600)) }
                return "done"
            }
        } test: { bed, engine, run in
            for await _ in began { break }
            #expect(try await engine.pause(run, mode: .now)?.state == .pausing)
            try await bed.run(run, tells: "paused")
            try await bed.isLeftAlone(by: engine)
            _ = try await engine.resume(run)
            try await bed.run(run, tells: "completed")
            #expect(calls.all == ["\(run)/slow/1": 2])
        }
    }

    @Test("pausing now a step that ignores cancellation waits for it and keeps its output")
    func deafStep() async throws {
        let gate = Gate()
        let deeds = Deeds()
        try await EngineBed.running(Self.gated(gate, deeds)) { bed, engine, run in
            await gate.arrived()
            _ = try await engine.pause(run, mode: .now)
            gate.open()
            try await bed.run(run, tells: "paused")
            _ = try await engine.resume(run)
            try await bed.run(run, tells: "completed")
            #expect(deeds.all == ["first": 1, "second": 1])
        }
    }

    @Test("a pause at the step becomes a pause now when asked again, and stays one")
    func upgrade() async throws {
        let gate = Gate()
        let stops = Mutex<[StopRequest]>([])
        try await EngineBed.running { context, _ in
            try await context.step("listening", StepOptions(stopsItself: true)) { attempt in
                let requests = attempt.stopRequests()
                await gate.pass()
                for await request in requests {
                    stops.withLock { $0.append(request) }
                    if request == .pauseNow { throw CancellationError() }
                }
                return "unreached"
            }
        } test: { bed, engine, run in
            await gate.arrived()
            gate.open()
            #expect(try await engine.pause(run, mode: .step)?.response == .moved(.pausing))
            #expect(try await engine.pause(run, mode: .now)?.response == .unchanged)
            #expect(try await engine.pause(run, mode: .step)?.response == .unchanged)
            try await bed.run(run, tells: "paused")
            #expect(stops.withLock { $0.last } == .pauseNow)
        }
    }

    @Test("a second pause and a second resume change nothing", arguments: PauseMode.allCases)
    func twice(mode: PauseMode) async throws {
        let gate = Gate()
        try await EngineBed.running(Self.gated(gate, Deeds())) { bed, engine, run in
            await gate.arrived()
            _ = try await engine.pause(run, mode: mode)
            gate.open()
            try await bed.run(run, tells: "paused")
            #expect(try await engine.pause(run, mode: mode)?.response == .unchanged)
            #expect(try await engine.resume(run)?.response == .moved(.pending))
            let again = try await engine.resume(run)
            #expect(again?.response == .unchanged || again?.state == .completed)
            try await bed.run(run, tells: "completed")
            #expect(try await engine.pause(run, mode: mode)?.response == .refused)
            #expect(try await engine.resume(run)?.response == .refused)
            #expect(try await bed.eventNames(of: run).filter { $0 == "paused" }.count == 1)
        }
    }

    @Test("a run that is pausing cannot be resumed before it is paused")
    func resumeWhilePausing() async throws {
        let gate = Gate()
        try await EngineBed.running(Self.gated(gate, Deeds())) { bed, engine, run in
            await gate.arrived()
            _ = try await engine.pause(run, mode: .step)
            #expect(try await engine.resume(run)?.response == .refused)
            gate.open()
            try await bed.run(run, tells: "paused")
        }
    }

    @Test("a pause in the last step finds the run completed")
    func lastStep() async throws {
        let gate = Gate()
        try await EngineBed.running { context, _ in
            try await context.step("only") { _ in
                await gate.pass()
                return "done"
            }
        } test: { bed, engine, run in
            await gate.arrived()
            _ = try await engine.pause(run, mode: .step)
            gate.open()
            #expect(try await bed.run(run, tells: "completed").text == "done")
        }
    }

    @Test("commands to a run that was never created find nothing")
    func unknown() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine()
            let outcomes = try await [
                engine.pause(.make(), mode: .now), engine.resume(.make()), engine.abort(.make()),
            ]
            #expect(outcomes.allSatisfy { $0 == nil })
            #expect(try await engine.answer("q", with: .emptyObject, to: .make()) == .noSuchRun)
        }
    }
}

import DurableExecution
import Persistence
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ShutdownTests {
    @Test("a shutdown lets go of runs in flight; the next server continues them at once, without waiting for a lease")
    func inFlight() async throws {
        try await EngineBed.with(clock: ManualClock()) { bed in
            let deeds = Deeds()
            let script = Scripted { context, _ in
                _ = try await context.step("first") { _ in deeds.did("first") }
                return try await context.step("slow") { _ in
                    if deeds.did("slow") <= 10 { try await Task.sleep(for: .seconds(600)) }
                    return "done"
                }
            }
            let runs = (0..<10).map { _ in RunID.make() }
            let first = bed.engine(script)
            try await bed.serving(first) {
                for run in runs { _ = try await first.start(Scripted.self, "", id: run) }
                for run in runs { try await bed.run(run, tells: "step_completed") }
                while deeds["slow"] < 10 { await Task.yield() }
            }
            #expect(first.activeCount == 0)
            for run in runs { #expect(try await bed.journal.record(of: run)?.state == .pending) }
            try await bed.serving(bed.engine(script)) {
                for run in runs {
                    let record = try await bed.end(of: run)
                    #expect(record.state == .completed)
                }
            }
            #expect(deeds.all == ["first": 10, "slow": 20])
        }
    }

    @Test("a step that ignores cancellation holds the shutdown up until it ends, and its output is kept")
    func deafStep() async throws {
        try await EngineBed.with { bed in
            let gate = Gate()
            let deeds = Deeds()
            let script = Scripted { context, _ in
                _ = try await context.step("deaf") { _ in
                    await gate.pass()
                    return deeds.did("deaf")
                }
                return try await context.step("after") { _ in "\(deeds.did("after"))" }
            }
            let run = RunID.make()
            let first = bed.engine(script)
            try await bed.serving(first) {
                _ = try await first.start(Scripted.self, "", id: run)
                await gate.arrived()
                gate.open()
            }
            let record = try await bed.serving(bed.engine(script)) { try await bed.end(of: run) }
            #expect(try record.text == "1")
            #expect(deeds.all == ["deaf": 1, "after": 1])
        }
    }

    @Test(
        "a run that was asked to pause or to abort when the server shut down is paused or aborted, not continued",
        arguments: [
            RunState.paused, .aborted,
        ])
    func asked(end: RunState) async throws {
        try await EngineBed.with { bed in
            let gate = Gate()
            let script = Scripted { context, _ in
                _ = try await context.step("deaf") { _ in
                    await gate.pass()
                    return 1
                }
                return try await context.step("after") { _ in "unreached" }
            }
            let run = RunID.make()
            let engine = bed.engine(script)
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                await gate.arrived()
                _ = end == .paused ? try await engine.pause(run, mode: .step) : try await engine.abort(run)
                gate.open()
            }
            #expect(try await bed.journal.record(of: run)?.state == end)
        }
    }

    @Test("a server whose task is cancelled fails no step: the next one continues")
    func cancelled() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let deeds = Deeds()
            let script = Scripted { context, _ in
                try await context.step("slow") { _ in
                    if deeds.did("slow") == 1 { try await Task.sleep(for: .seconds(600)) }
                    return "done"
                }
            }
            let run = RunID.make()
            let engine = bed.engine(script)
            let server = Task { try await engine.run() }
            _ = try await engine.start(Scripted.self, "", id: run)
            while deeds["slow"] == 0 { await Task.yield() }
            server.cancel()
            _ = await server.result
            #expect(engine.activeCount == 0)
            clock.advance(by: .seconds(16))
            let record = try await bed.serving(bed.engine(script)) { try await bed.end(of: run) }
            #expect(try record.text == "done")
            #expect(try await bed.eventNames(of: run).contains("step_failed") == false)
        }
    }
}

import DurableExecution
import Persistence
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AbortTests {
    @Test("before a driver takes it, a run is aborted at once and never begins")
    func beforeClaim() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(Scripted { _, _ in "ran" })
            let run = RunID.make()
            _ = try await engine.start(Scripted.self, "", id: run)
            #expect(try await engine.abort(run)?.state == .aborted)
            try await bed.serving(engine) {
                let other = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: other)
                try await bed.run(other, tells: "completed")
            }
            #expect(try await bed.eventNames(of: run) == ["created", "aborted"])
        }
    }

    @Test(
        "an abort cancels the step in flight; whatever the step does then, the run is aborted",
        arguments: ["throw", "return"])
    func inStep(reaction: String) async throws {
        let (began, beginning) = AsyncStream<Void>.makeStream()
        try await EngineBed.running { context, _ in
            try await context.step("slow") { _ in
                beginning.yield()
                do {
                    try await Task.sleep(for: .seconds(600))
                } catch {
                    if reaction == "throw" { throw error }
                }
                return "finished anyway"
            }
        } test: { bed, engine, run in
            for await _ in began { break }
            #expect(try await engine.abort(run)?.state == .aborting)
            let record = try await bed.run(run, tells: "aborted")
            #expect(record.output == nil && record.failure == nil)
        }
    }

    @Test("between steps an abort lets no further step begin")
    func betweenSteps() async throws {
        let deeds = Deeds()
        try await EngineBed.running(after: { write, engine in
            guard case .append(.stepCompleted(let start, _, _, _)) = write, start.path.rawValue == "first" else { return }
            _ = try await engine.abort(RunID(rawValue: String(start.callID.prefix { $0 != "/" })))
        }) { context, _ in
            for name in ["first", "second"] { _ = try await context.step(name) { _ in deeds.did(name) } }
            return ""
        } test: { bed, _, run in
            try await bed.run(run, tells: "aborted")
            #expect(deeds.all == ["first": 1])
        }
    }

    @Test("a run that waits, for a person or a timer, is aborted at once", arguments: ["person", "timer"])
    func waiting(what: String) async throws {
        try await EngineBed.running { context, _ in
            if what == "timer" { try await context.sleep(for: .seconds(3600)) }
            return try await context.waitForInput("ask", question: ["text": "?"], as: String.self)
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            #expect(try await engine.abort(run)?.state == .aborted)
            #expect(try await engine.answer("ask", with: JSONText("late"), to: run) == .ended(.aborted))
            #expect(try await bed.journal.fireTimers().next == nil)
        }
    }

    @Test("a paused run is aborted at once, and so is one that is still pausing")
    func paused() async throws {
        let gate = Gate()
        try await EngineBed.running { context, _ in
            _ = try await context.step("first") { _ in
                await gate.pass()
                return 1
            }
            return try await context.step("second") { _ in "" }
        } test: { bed, engine, run in
            await gate.arrived()
            _ = try await engine.pause(run, mode: .step)
            #expect(try await engine.abort(run)?.state == .aborting)
            gate.open()
            try await bed.run(run, tells: "aborted")
            let other = RunID.make()
            _ = try await engine.start(Scripted.self, "", id: other)
            _ = try await engine.pause(other, mode: .now)
            let state = try await engine.abort(other)?.state
            #expect(state == .aborted || state == .aborting || state == .completed)
        }
    }

    @Test("in the wait before a retry an abort ends the run at once")
    func retryWait() async throws {
        let clock = ManualClock()
        try await EngineBed.running(clock: clock) { context, _ in
            try await context.step("flaky", StepOptions(retry: RetryPolicy(attempts: 2, initial: .seconds(4)))) { _ in
                throw Flaky()
            }
        } test: { bed, engine, run in
            try await bed.run(run, tells: "step_retried")
            _ = try await engine.abort(run)
            try await bed.run(run, tells: "aborted")
        }
    }

    @Test("a second abort changes nothing, and nothing brings an aborted run back")
    func twice() async throws {
        try await EngineBed.running { context, _ in
            try await context.waitForInput("ask", question: ["text": "?"], as: String.self)
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            _ = try await engine.abort(run)
            #expect(try await engine.abort(run)?.response == .unchanged)
            #expect(try await engine.resume(run)?.response == .refused)
            #expect(try await engine.pause(run, mode: .now)?.response == .refused)
            #expect(try await bed.eventNames(of: run).filter { $0 == "aborted" }.count == 1)
        }
    }

    @Test("an aborted run tells nothing more, even if its step goes on")
    func silence() async throws {
        let gate = Gate()
        try await EngineBed.running { context, _ in
            try await context.step("deaf") { attempt in
                await gate.pass()
                await attempt.note([RunNote(event: "hint", data: .emptyObject)])
                return ""
            }
        } test: { bed, engine, run in
            await gate.arrived()
            _ = try await engine.abort(run)
            gate.open()
            try await bed.run(run, tells: "aborted")
            #expect(try await bed.eventNames(of: run).last == "aborted")
        }
    }
}

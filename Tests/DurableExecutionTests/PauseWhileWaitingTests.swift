import DurableExecution
import Persistence
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PauseWhileWaitingTests {
    private static let question = ["text": "go on?"]

    @Test("a run that waits for a person keeps its question while paused, and an answer given then is kept")
    func input() async throws {
        try await EngineBed.running { context, _ in
            try await context.waitForInput("ask", question: Self.question, as: String.self)
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            #expect(try await engine.pause(run, mode: .now)?.state == .paused)
            #expect(try await engine.answer("ask", with: JSONText("yes"), to: run) == .accepted(.paused))
            #expect(try await engine.answer("ask", with: JSONText("no"), to: run) == .answeredBefore)
            _ = try await engine.resume(run)
            #expect(try await bed.run(run, tells: "completed").text == "yes")
        }
    }

    @Test("a question is asked once, however often the run is paused and resumed")
    func askedOnce() async throws {
        try await EngineBed.running { context, _ in
            try await context.waitForInput("ask", question: Self.question, as: String.self)
        } test: { bed, engine, run in
            for round in 1...3 {
                try await bed.run(run, tells: "waiting", times: round)
                _ = try await engine.pause(run, mode: .step)
                _ = try await engine.resume(run)
            }
            try await bed.run(run, tells: "waiting", times: 4)
            _ = try await engine.answer("ask", with: JSONText("yes"), to: run)
            #expect(try await bed.run(run, tells: "completed").text == "yes")
            #expect(try await bed.eventNames(of: run).filter { $0 == "needs_input" }.count == 1)
        }
    }

    @Test("a paused run's timer does not fire; after resume it counts from when it began")
    func timer() async throws {
        let clock = ManualClock()
        try await EngineBed.running(clock: clock) { context, _ in
            try await context.sleep(for: .seconds(60))
            return "awake"
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            #expect(try await engine.pause(run, mode: .step)?.state == .paused)
            clock.advance(by: .seconds(61))
            #expect(try await bed.journal.fireTimers().fired == 0)
            _ = try await engine.resume(run)
            #expect(try await bed.run(run, tells: "completed").text == "awake")
        }
    }

    @Test(
        "a pause in the short wait before a retry parks at once; the next attempt comes after resume",
        arguments: PauseMode.allCases)
    func retryWait(mode: PauseMode) async throws {
        let clock = ManualClock()
        let deeds = Deeds()
        try await EngineBed.running(clock: clock) { context, _ in
            let policy = RetryPolicy(attempts: 2, initial: .seconds(4), longest: .seconds(4))
            return try await context.step("flaky", StepOptions(retry: policy)) { attempt in
                deeds.did("flaky")
                if attempt.number == 1 { throw Flaky() }
                return "second try"
            }
        } test: { bed, engine, run in
            try await bed.run(run, tells: "step_retried")
            _ = try await engine.pause(run, mode: mode)
            try await bed.run(run, tells: "paused")
            #expect(deeds["flaky"] == 1)
            clock.advance(by: .seconds(5))
            _ = try await engine.resume(run)
            #expect(try await bed.run(run, tells: "completed").text == "second try")
            #expect(deeds["flaky"] == 2)
        }
    }

    @Test("a pause while an attempt fails starts no further attempt")
    func failingAttempt() async throws {
        let gate = Gate()
        let deeds = Deeds()
        try await EngineBed.running { context, _ in
            let policy = RetryPolicy(attempts: 3, initial: .zero)
            return try await context.step("flaky", StepOptions(retry: policy)) { attempt in
                deeds.did("flaky")
                await gate.pass()
                if attempt.number == 1 { throw Flaky() }
                return "second try"
            }
        } test: { bed, engine, run in
            await gate.arrived()
            _ = try await engine.pause(run, mode: .step)
            gate.open()
            try await bed.run(run, tells: "paused")
            #expect(deeds["flaky"] == 1)
            _ = try await engine.resume(run)
            #expect(try await bed.run(run, tells: "completed").text == "second try")
        }
    }

    @Test("with one branch waiting and one at work, a pause lets the work end and keeps the question")
    func parallel() async throws {
        let gate = Gate()
        let deeds = Deeds()
        try await EngineBed.running { context, _ in
            let results = try await context.parallel("both", ["ask", "work"], key: { $0 }) { context, branch in
                if branch == "ask" { return try await context.waitForInput("it", question: Self.question, as: String.self) }
                return try await context.step("it") { _ in
                    deeds.did("work")
                    await gate.pass()
                    return "worked"
                }
            }
            return try results.map { try $0.get() }.joined(separator: " ")
        } test: { bed, engine, run in
            await gate.arrived()
            try await bed.run(run, tells: "needs_input")
            _ = try await engine.pause(run, mode: .step)
            gate.open()
            try await bed.run(run, tells: "paused")
            _ = try await engine.resume(run)
            try await bed.run(run, tells: "waiting")
            _ = try await engine.answer("both/ask/it", with: JSONText("answered"), to: run)
            #expect(try await bed.run(run, tells: "completed").text == "answered worked")
            #expect(deeds["work"] == 1)
        }
    }

    @Test("resuming a run that waits is refused: only the answer continues it")
    func resumeWaiting() async throws {
        try await EngineBed.running { context, _ in
            try await context.waitForInput("ask", question: Self.question, as: String.self)
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            let outcome = try await engine.resume(run)
            #expect(outcome?.response == .refused && outcome?.state == .waiting)
        }
    }
}

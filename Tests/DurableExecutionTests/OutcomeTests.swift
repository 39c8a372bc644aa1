import TestSupport
import Testing

@testable import DurableExecution

@Suite("Durability: D6", .timeLimit(.minutes(10))) struct OutcomeTests {
    @Test("D6: a body that swallows the interruption of its step is paused all the same, and goes on after resume")
    func swallowedPause() async throws {
        let deeds = Deeds()
        let (began, beginning) = AsyncStream<Void>.makeStream()
        try await EngineBed.running { context, _ in
            do {
                return try await context.step("slow") { _ in
                    beginning.yield()
                    if deeds.did("slow") == 1 { try await Task.sleep(for: .seconds(600)) }
                    return "worked"
                }
            } catch {
                return "gave up"
            }
        } test: { bed, engine, run in
            for await _ in began { break }
            _ = try await engine.pause(run, mode: .now)
            try await bed.run(run, tells: "paused")
            _ = try await engine.resume(run)
            #expect(try await bed.run(run, tells: "completed").text == "worked")
        }
    }

    @Test("D6: a body that swallows an abort is aborted all the same")
    func swallowedAbort() async throws {
        let (began, beginning) = AsyncStream<Void>.makeStream()
        try await EngineBed.running { context, _ in
            let result = try? await context.step("slow") { _ in
                beginning.yield()
                try await Task.sleep(for: .seconds(600))
                return "unreached"
            }
            return result ?? "gave up"
        } test: { bed, engine, run in
            for await _ in began { break }
            _ = try await engine.abort(run)
            #expect(try await bed.run(run, tells: "aborted").output == nil)
        }
    }

    @Test("D6: a body that swallows its waiting waits all the same, and what it asks for afterwards does not happen")
    func swallowedWaiting() async throws {
        let deeds = Deeds()
        try await EngineBed.running { context, _ in
            let answer = try? await context.waitForInput("ask", question: ["text": "?"], as: String.self)
            _ = try? await context.step("after") { _ in deeds.did("after") }
            return answer ?? "gave up"
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            #expect(deeds["after"] == 0)
            _ = try await engine.answer("ask", with: JSONText("yes"), to: run)
            #expect(try await bed.run(run, tells: "completed").text == "yes")
            #expect(deeds["after"] == 1)
        }
    }

    @Test("D6: a branch that swallows its waiting makes the run wait all the same")
    func swallowedInBranch() async throws {
        try await EngineBed.running { context, _ in
            let results = try await context.parallel("all", ["ask", "rest"], key: { $0 }) { context, name in
                guard name == "ask" else { return "rested" }
                return (try? await context.waitForInput("it", question: ["text": "?"], as: String.self)) ?? "gave up"
            }
            return try results.map { try $0.get() }.joined(separator: " ")
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            _ = try await engine.answer("all/ask/it", with: JSONText("answered"), to: run)
            #expect(try await bed.run(run, tells: "completed").text == "answered rested")
        }
    }

    @Test("D6: a body that swallows the pause of its retry wait is paused all the same")
    func swallowedRetryWait() async throws {
        let clock = ManualClock()
        try await EngineBed.running(clock: clock) { context, _ in
            do {
                return try await context.step("flaky", StepOptions(retry: RetryPolicy(attempts: 2))) { attempt in
                    if attempt.number == 1 { throw Flaky() }
                    return "second try"
                }
            } catch {
                return "gave up"
            }
        } test: { bed, engine, run in
            try await bed.run(run, tells: "step_retried")
            _ = try await engine.pause(run, mode: .now)
            try await bed.run(run, tells: "paused")
            clock.advance(by: .seconds(2))
            _ = try await engine.resume(run)
            #expect(try await bed.run(run, tells: "completed").text == "second try")
        }
    }

    @Test("D6: a body that throws an error of its own while it is unwound has not failed")
    func otherError() async throws {
        struct Wrapped: Error {}
        try await EngineBed.running { context, _ in
            do {
                return try await context.waitForInput("ask", question: ["text": "?"], as: String.self)
            } catch {
                throw Wrapped()
            }
        } test: { bed, engine, run in
            try await bed.run(run, tells: "waiting")
            _ = try await engine.answer("ask", with: JSONText("yes"), to: run)
            #expect(try await bed.run(run, tells: "completed").text == "yes")
        }
    }

    @Test("D6: a failure of the body itself is a failure, also while it is pausing")
    func failureWhilePausing() async throws {
        let gate = Gate()
        try await EngineBed.running { context, _ in
            try await context.step("doomed") { _ in
                await gate.pass()
                throw Flaky()
            }
        } test: { bed, engine, run in
            await gate.arrived()
            _ = try await engine.pause(run, mode: .step)
            gate.open()
            let record = try await bed.run(run, tells: "failed")
            #expect(record.failure?.path?.rawValue == "doomed")
        }
    }
}

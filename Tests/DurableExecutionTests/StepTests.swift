import Foundation
import Persistence
import Synchronization
import TestSupport
import Testing

@testable import DurableExecution

@Suite(.timeLimit(.minutes(10))) struct StepTests {
    @Test("a workflow runs its steps in order and its output is stored")
    func completes() async throws {
        try await EngineBed.with { bed in
            let deeds = Deeds()
            let engine = bed.engine(
                Scripted { context, input in
                    let first = try await context.step("first") { _ in
                        deeds.did("first")
                        return input + "!"
                    }
                    return try await context.step("second") { _ in first + "?" }
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "hello", id: run)
                let record = try await bed.run(run, tells: "completed")
                #expect(try record.output?.decode(String.self) == "hello!?")
            }
            #expect(deeds["first"] == 1)
            #expect(
                try await bed.eventNames(of: run) == ["created", "started", "step_completed", "step_completed", "completed"])
        }
    }

    @Test("a name used again in a branch gets #2, and both are recorded")
    func repeatedNames() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted { context, _ in
                    for round in 1...3 { _ = try await context.step("draft") { _ in round } }
                    return ""
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "completed")
            }
            let paths = try await bed.journal.history(of: run).steps.map(\.start.path.rawValue).sorted()
            #expect(paths == ["draft", "draft#2", "draft#3"])
        }
    }

    @Test("a failed attempt is repeated as the policy says, each with its own call id, and the last failure is thrown")
    func retries() async throws {
        try await EngineBed.with { bed in
            let calls = CallIDs()
            let engine = bed.engine(
                Scripted { context, _ in
                    let policy = RetryPolicy(attempts: 3, initial: .milliseconds(1))
                    do {
                        _ = try await context.step("flaky", StepOptions(retry: policy)) { attempt -> Int in
                            calls.add(attempt.callID, failuresBefore: attempt.failures.count)
                            throw Flaky()
                        }
                        return "unreached"
                    } catch let failure as StepFailure {
                        return failure.failure.path?.rawValue ?? ""
                    }
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                let record = try await bed.run(run, tells: "completed")
                #expect(try record.output?.decode(String.self) == "flaky")
            }
            #expect(calls.ids == ["\(run)/flaky/1", "\(run)/flaky/2", "\(run)/flaky/3"])
            #expect(calls.failuresBefore == [0, 1, 2])
        }
    }

    @Test("a body that prepares itself begins while it is announced, and goes on when that is durable")
    func preparing() async throws {
        let (deeds, prepared) = (Deeds(), Gate())
        try await EngineBed.running(before: { write, _ in
            guard case .append(.stepStarted) = write else { return }
            // The body is there before its announcement is.
            await prepared.arrived()
            prepared.open()
            #expect(deeds["work"] == 0)
        }) { context, _ in
            try await context.step("work", StepOptions(isAnnounced: true, preparesItself: true)) { attempt in
                await prepared.pass()
                try await attempt.announced()
                return "\(deeds.did("work"))"
            }
        } test: { bed, _, run in
            try await bed.run(run, tells: "completed")
            #expect(
                try await bed.eventNames(of: run) == ["created", "started", "step_started", "step_completed", "completed"])
        }
    }

    @Test("a body that ends or fails at once has its beginning written before its end", arguments: [true, false])
    func hasty(succeeds: Bool) async throws {
        try await EngineBed.running { context, _ in
            let options = StepOptions(isAnnounced: true, preparesItself: true)
            return try await context.step("work", options) { _ in
                if !succeeds { throw Flaky() }
                return "done"
            }
        } test: { bed, _, run in
            let end = succeeds ? "completed" : "failed"
            try await bed.run(run, tells: end)
            #expect(try await bed.eventNames(of: run) == ["created", "started", "step_started", "step_\(end)", end])
        }
    }

    @Test("a body whose beginning cannot be written does nothing")
    func unannounced() async throws {
        struct Refusal: Error {}
        let deeds = Deeds()
        try await EngineBed.running(before: { write, _ in
            if case .append(.stepStarted) = write { throw Refusal() }
        }) { context, _ in
            try await context.step("work", StepOptions(isAnnounced: true, preparesItself: true)) { attempt in
                try await attempt.announced()
                return "\(deeds.did("work"))"
            }
        } test: { bed, _, run in
            let record = try await bed.run(run, tells: "failed")
            #expect(record.failure?.kind == RunFailure.journal)
            #expect(try await bed.eventNames(of: run) == ["created", "started", "failed"])
        }
        #expect(deeds["work"] == 0)
    }

    @Test("an error that says so is not repeated")
    func neverRetried() async throws {
        struct Hopeless: FailureDescribing {
            var failure: RunFailure { RunFailure(kind: "hopeless", message: "no") }
            var retry: RetryAdvice { .never }
        }
        try await EngineBed.with { bed in
            let deeds = Deeds()
            let engine = bed.engine(
                Scripted { context, _ in
                    try await context.step("once", StepOptions(retry: RetryPolicy(attempts: 5))) { _ in
                        deeds.did("once")
                        throw Hopeless()
                    }
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                let record = try await bed.run(run, tells: "failed")
                #expect(record.failure?.kind == "hopeless")
                #expect(record.failure?.path?.rawValue == "once")
            }
            #expect(deeds["once"] == 1)
        }
    }

    @Test("a long wait before a retry parks the run until its time")
    func longRetryWaitParks() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let deeds = Deeds()
            let engine = bed.engine(
                Scripted { context, _ in
                    let policy = RetryPolicy(attempts: 2, initial: .seconds(60), longest: .seconds(60))
                    return try await context.step("flaky", StepOptions(retry: policy)) { attempt in
                        deeds.did("flaky")
                        if attempt.number == 1 { throw Flaky() }
                        return "second try"
                    }
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "waiting")
                try await bed.isLeftAlone(by: engine)
                clock.advance(by: .seconds(61))
                let record = try await bed.run(run, tells: "completed")
                #expect(try record.output?.decode(String.self) == "second try")
            }
            #expect(deeds["flaky"] == 2)
        }
    }

    @Test("a step that takes longer than its timeout is cancelled and fails as timed out")
    func timeout() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted { context, _ in
                    try await context.step("slow", StepOptions(timeout: .milliseconds(20))) { _ in
                        try await Task.sleep(for: .seconds(600))
                        return ""
                    }
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                let record = try await bed.run(run, tells: "failed")
                #expect(record.failure?.kind == RunFailure.timedOut)
            }
        }
    }

    @Test("notes are told once however often the run is replayed, and time and chance stay the same")
    func valuesAreStable() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted { context, _ in
                    let before = try await context.now()
                    let chance = try await context.random()
                    try await context.note("hint", ["text": "once"])
                    let answer: String = try await context.waitForInput("ask", question: ["text": "go on?"])
                    let after = try await context.step("after") { _ in "\(before.milliseconds) \(chance)" }
                    return "\(answer) \(after == "\(before.milliseconds) \(chance)")"
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "waiting")
                #expect(try await engine.answer("ask", with: JSONText("yes"), to: run) == .accepted(.pending))
                let record = try await bed.run(run, tells: "completed")
                #expect(try record.output?.decode(String.self) == "yes true")
            }
            #expect(try await bed.eventNames(of: run).filter { $0 == "hint" }.count == 1)
        }
    }

    @Test("waits between retries grow by the factor, stay under the longest, and keep what a server asked for")
    func backoff() {
        let policy = RetryPolicy(attempts: 5, initial: .seconds(1), factor: 3, longest: .seconds(5))
        #expect(policy.wait(after: 1, advice: .byPolicy, chance: 1) == .seconds(1))
        #expect(policy.wait(after: 2, advice: .byPolicy, chance: 1) == .seconds(3))
        #expect(policy.wait(after: 3, advice: .byPolicy, chance: 1) == .seconds(5))
        #expect(policy.wait(after: 3, advice: .byPolicy, chance: 0) == .seconds(2.5))
        #expect(policy.wait(after: 1, advice: .notBefore(.seconds(30)), chance: 0) == .seconds(30))
        #expect(policy.wait(after: 5, advice: .byPolicy, chance: 0) == nil)
        #expect(policy.wait(after: 1, advice: .never, chance: 0) == nil)
    }
}

/// What attempts saw of themselves.
private final class CallIDs: Sendable {
    private let seen = Mutex<[(id: String, failures: Int)]>([])

    var ids: [String] { seen.withLock { $0.map(\.id) } }
    var failuresBefore: [Int] { seen.withLock { $0.map(\.failures) } }

    func add(_ id: String, failuresBefore count: Int) {
        seen.withLock { $0.append((id, count)) }
    }
}

import SQL
import Synchronization
import TestSupport
import Testing

@testable import DurableExecution

@Suite(.timeLimit(.minutes(10))) struct JournalTroubleTests {
    /// Refuses the first so many calls.
    private final class Trouble: Sendable {
        private let left: Mutex<Int>

        init(_ count: Int) {
            left = Mutex(count)
        }

        var isOver: Bool { left.withLock { $0 == 0 } }

        func strike() throws {
            try left.withLock { left in
                guard left > 0 else { return }
                left -= 1
                throw JournalUnavailable(reason: "the disk is full")
            }
        }
    }

    /// Moves the clock whenever somebody waits for it, until the body is done.
    private static func impatiently<Result: Sendable>(
        _ clock: ManualClock, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let result = Task { try await body() }
        let isDone = Mutex(false)
        let watch = Task {
            _ = await result.result
            isDone.withLock { $0 = true }
        }
        while !isDone.withLock({ $0 }) {
            clock.advance(by: .milliseconds(100))
            await Task.yield()
        }
        await watch.value
        return try await result.value
    }

    @Test("a step that finished while the disk was full is written when there is space again, and not repeated")
    func fullDisk() async throws {
        let clock = ManualClock()
        let deeds = Deeds()
        let trouble = Trouble(3)
        try await EngineBed.running(
            clock: clock,
            before: { write, _ in
                if case .append(.stepCompleted) = write { try trouble.strike() }
            }
        ) { context, _ in
            try await context.step("dear") { _ in "\(deeds.did("dear"))" }
        } test: { bed, _, run in
            let record = try await Self.impatiently(clock) { try await bed.run(run, tells: "completed") }
            #expect(try record.text == "1")
            #expect(trouble.isOver)
        }
    }

    @Test("a step does not end without what it told before: where that found no room, it is told again when there is some")
    func noRoom() async throws {
        let large = JSONText(stored: "{\"text\":\"\(String(repeating: "x", count: 400_000))\"}")
        let gate = Gate()
        let attempts = Watched(0)
        let clock = ManualClock()
        try await EngineBed.running(clock: clock) { context, _ in
            try await context.step("talk") { attempt in
                await gate.pass()
                attempts.update { $0 += 1 }
                await attempt.note([RunNote(event: "large", data: large)])
                await attempt.note([RunNote(event: "small", data: .emptyObject)])
                return "told"
            }
        } test: { bed, _, run in
            await gate.arrived()
            // What follows finds 200 kB, and no more.
            for statement: SQLQuery in [
                "CREATE TABLE filler (x)", "INSERT INTO filler VALUES (zeroblob(200000))", "DROP TABLE filler",
                "PRAGMA max_page_count = 1",
            ] { try await bed.sql(statement) }
            gate.open()
            // It is not tried over and over.
            try await eventually("the run to rest") { clock.nextWake == clock.now() + .seconds(1) ? true : nil }
            #expect(attempts.value == 1)
            clock.advance(by: .seconds(1))
            try await attempts.first("the step to be tried again") { $0 > 1 ? true : nil }
            #expect(try await !bed.eventNames(of: run).contains { ["small", "step_completed"].contains($0) })
            try await bed.sql("PRAGMA max_page_count = 1000000")
            let record = try await Self.impatiently(clock) { try await bed.run(run, tells: "completed") }
            #expect(try record.text == "told")
            #expect(try await bed.eventNames(of: run).filter { ["large", "small"].contains($0) } == ["large", "small"])
        }
    }

    @Test("a step that tells faster than the journal takes is slowed down, and nothing of it is lost")
    func behind() async throws {
        let words = JSONText(stored: "{\"text\":\"\(String(repeating: "x", count: 100_000))\"}")
        let gate = Gate()
        let told = Watched(0)
        try await EngineBed.running(
            before: { write, _ in
                if case .append(.noted) = write { await gate.pass() }
            }
        ) { context, _ in
            try await context.step("talk") { attempt in
                for _ in 1...30 {
                    await attempt.note([RunNote(event: "words", data: words)])
                    told.update { $0 += 1 }
                }
                return "told"
            }
        } test: { bed, _, run in
            await gate.arrived()
            #expect(told.value == 10)
            gate.open()
            try await bed.run(run, tells: "completed")
            #expect(try await bed.eventNames(of: run).filter { $0 == "words" }.count == 30)
        }
    }

    @Test("an ending that cannot be written now is written later")
    func settling() async throws {
        let clock = ManualClock()
        let trouble = Trouble(2)
        try await EngineBed.running(
            clock: clock,
            before: { write, _ in
                if case .settle = write { try trouble.strike() }
            }
        ) { _, _ in
            "done"
        } test: { bed, _, run in
            let record = try await Self.impatiently(clock) { try await bed.run(run, tells: "completed") }
            #expect(try record.text == "done")
            #expect(trouble.isOver)
        }
    }

    @Test(
        "a journal that cannot be read for a moment fails no run and loses no command",
        arguments: ["history", "stop requests"])
    func reading(what: String) async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let trouble = Trouble(2)
            let isArmed = Mutex(what == "stop requests")
            let journal = HookedJournal(bed.journal, reading: { if isArmed.withLock({ $0 }) { try trouble.strike() } })
            let engine = bed.engine(
                Scripted { context, _ in try await context.waitForInput("ask", question: ["text": "?"], as: String.self) },
                journal: journal)
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await Self.impatiently(clock) { _ = try await bed.run(run, tells: "waiting") }
                isArmed.withLock { $0 = true }
                _ = try await engine.answer("ask", with: JSONText("yes"), to: run)
                try await Self.impatiently(clock) { _ = try await bed.run(run, tells: "completed") }
            }
            #expect(trouble.isOver)
        }
    }

    @Test("an output that the journal will never take fails the run, once")
    func refusedOutput() async throws {
        struct Refusal: Error {}
        try await EngineBed.running(before: { write, _ in
            if case .settle(.completed) = write { throw Refusal() }
        }) { _, _ in
            "of no use"
        } test: { bed, _, run in
            let record = try await bed.run(run, tells: "failed")
            #expect(record.failure?.kind == RunFailure.journal)
        }
    }

    @Test("a step that the journal will never take fails the run, whatever its body catches")
    func refusedStep() async throws {
        struct Refusal: Error {}
        try await EngineBed.running(before: { write, _ in
            if case .append(.stepCompleted) = write { throw Refusal() }
        }) { context, _ in
            (try? await context.step("work") { _ in "worked" }) ?? "gave up"
        } test: { bed, _, run in
            let record = try await bed.run(run, tells: "failed")
            #expect(record.failure?.kind == RunFailure.journal)
        }
    }

    @Test("a claim that fails is tried again")
    func claiming() async throws {
        let clock = ManualClock()
        let trouble = Trouble(2)
        try await EngineBed.with(clock: clock) { bed in
            let engine = bed.engine(
                Scripted { _, _ in "done" }, journal: HookedJournal(bed.journal, claiming: trouble.strike))
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await Self.impatiently(clock) { _ = try await bed.run(run, tells: "completed") }
            }
            #expect(trouble.isOver)
        }
    }
}

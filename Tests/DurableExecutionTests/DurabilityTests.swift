import Domain
import DurableExecution
import Persistence
import SQL
import TestSupport
import Testing

/// The guarantees of DESIGN section 3, by their names. D4 and D10 need a model and are shown where there is one.
@Suite("Durability", .timeLimit(.minutes(10))) struct DurabilityTests {
    static func seed(_ id: RunID = .make()) throws -> RunSeed {
        RunSeed(id: id, workflow: "scripted", version: 1, lane: .coordination, input: try JSONText("input"))
    }

    @Test("D1: a run, its input and its first event commit together or not at all")
    func d1() async throws {
        try await EngineBed.with { bed in
            let seed = try Self.seed()
            try await bed.sql("CREATE TRIGGER spoil BEFORE INSERT ON events BEGIN SELECT raise(ABORT, 'spoilt'); END")
            await #expect(throws: (any Error).self) { try await bed.journal.create(seed) }
            #expect(try await bed.journal.record(of: seed.id) == nil)
            try await bed.sql("DROP TRIGGER spoil")
            _ = try await bed.journal.create(seed)
            #expect(try await bed.journal.record(of: seed.id)?.seed.input == seed.input)
            #expect(try await bed.eventNames(of: seed.id) == ["created"])
        }
    }

    @Test("D1: a second start with the same idempotency key finds the first run, also when both come at once")
    func d1IdempotencyKey() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(Scripted { _, _ in "" })
            let ids = try await withThrowingTaskGroup(of: RunID.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await engine.start(Scripted.self, "", id: .make(), idempotencyKey: "once").id
                    }
                }
                return try await group.reduce(into: Set<RunID>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            #expect(try await bed.sql("SELECT id FROM runs").count == 1)
        }
    }

    @Test("D2: a step's output and its events commit together or not at all", arguments: ["events", "run_steps"])
    func d2(spoilt table: String) async throws {
        try await EngineBed.with { bed in
            let (seed, lease) = try await Self.claimed(bed)
            try await bed.sql(
                "CREATE TRIGGER spoil BEFORE INSERT ON \(raw: table) BEGIN SELECT raise(ABORT, 'spoilt'); END")
            let entry = JournalEntry.stepCompleted(Self.start("a"), output: .emptyObject, at: bed.clock.now())
            await #expect(throws: (any Error).self) { try await bed.journal.append(entry, under: lease) }
            try await bed.sql("DROP TRIGGER spoil")
            #expect(try await bed.journal.history(of: seed.id).steps.isEmpty)
            try await bed.journal.append(entry, under: lease)
            #expect(try await bed.journal.history(of: seed.id).steps.count == 1)
            #expect(try await bed.eventNumbers(of: seed.id) == [1, 2, 3])
        }
    }

    @Test("D3: a recorded step never runs again, however often its run is replayed")
    func d3() async throws {
        let deeds = Deeds()
        try await EngineBed.running { context, _ in
            for round in 1...4 {
                _ = try await context.step("work") { _ in deeds.did("work \(round)") }
                let _: Bool = try await context.waitForInput("ask", question: ["round": round])
            }
            return "done"
        } test: { bed, engine, run in
            for interaction in ["ask", "ask#2", "ask#3", "ask#4"] {
                await bed.events.heard { $0.event.name == "needs_input" && $0.event.data.contains("\"\(interaction)\"") }
                _ = try await engine.answer(interaction, with: JSONText(true), to: run)
            }
            try await bed.run(run, tells: "completed")
            #expect(deeds.all == ["work 1": 1, "work 2": 1, "work 3": 1, "work 4": 1])
        }
    }

    @Test("D3: what a step recorded first stays, and is told once")
    func d3FirstRecordStays() async throws {
        try await EngineBed.with { bed in
            let (seed, lease) = try await Self.claimed(bed)
            for output in ["first", "second"] {
                let entry = JournalEntry.stepCompleted(Self.start("a"), output: try JSONText(output), at: bed.clock.now())
                try await bed.journal.append(entry, under: lease)
            }
            #expect(try await bed.journal.history(of: seed.id).steps.map(\.status) == [.completed(try JSONText("first"))])
            #expect(try await bed.eventNames(of: seed.id) == ["created", "started", "step_completed"])
        }
    }

    @Test("D7: events of a run are numbered 1…n without gaps, whatever fails, waits or is repeated in between")
    func d7() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(Scripted(Self.talkative))
            let runs = (0..<20).map { _ in RunID.make() }
            try await bed.serving(engine) {
                for run in runs { _ = try await engine.start(Scripted.self, "", id: run) }
                for run in runs { try await bed.run(run, tells: "waiting") }
                for run in runs { _ = try await engine.answer("ask", with: JSONText("yes"), to: run) }
                for run in runs { try await bed.run(run, tells: "completed") }
            }
            for run in runs {
                let numbers = try await bed.eventNumbers(of: run)
                #expect(numbers == Array(1...Int64(numbers.count)))
            }
        }
    }

    @Test("D7: a stream that stops at any cursor and goes on there misses nothing and repeats nothing")
    func d7Cursors() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted { context, _ in
                    for round in 1...3 { try await context.note("hint", ["round": round]) }
                    return ""
                })
            try await bed.serving(engine) {
                let run = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "completed")
            }
            let all = try await bed.store.events(after: 0, of: .all, limit: 100)
            #expect(all == bed.events.events, "what is published is what is stored, in the same order")
            for stop in 0...all.count {
                let cursor = stop == 0 ? 0 : all[stop - 1].cursor
                #expect(try await bed.store.events(after: cursor, of: .all, limit: 100) == Array(all[stop...]))
            }
        }
    }

    /// Parallel steps, failures, notes and a question.
    private static func talkative(_ context: WorkflowContext, _ input: String) async throws -> String {
        _ = try await context.parallel("all", Array(1...5), key: { "\($0)" }) { context, number in
            try await context.note("hint", ["number": number])
            let policy = RetryPolicy(attempts: 2, initial: .zero)
            return try await context.step("work", StepOptions(retry: policy, isAnnounced: number == 3)) { attempt in
                await attempt.note([
                    RunNote(event: "progress", data: .emptyObject), RunNote(event: "progress", data: .emptyObject),
                ])
                if attempt.number == 1, number == 2 { throw Flaky() }
                if number == 4 { throw Flaky() }
                return number
            }
        }
        return try await context.waitForInput("ask", question: ["text": "?"], as: String.self)
    }

    /// A run as a driver has it.
    static func claimed(_ bed: EngineBed, by owner: String = "A") async throws -> (seed: RunSeed, lease: RunLease) {
        let seed = try seed()
        _ = try await bed.journal.create(seed)
        let claimed = try await bed.journal.claim(lane: .coordination, limit: 1, owner: owner)
        return (seed, try #require(claimed.first).lease)
    }

    static func start(_ path: String, attempt: Int = 1) -> StepStart {
        StepStart(
            path: StepPath(rawValue: path), kind: .step, position: 1, attempt: attempt, callID: "call", fingerprint: nil,
            startedAt: Moment(milliseconds: 0))
    }
}

import Persistence
import SQL
import Synchronization
import TestSupport
import Testing

@testable import DurableExecution

@Suite("Durability: D5", .timeLimit(.minutes(10))) struct LeaseTests {
    @Test("D5: a driver whose run was claimed anew writes nothing: no step, no event, no question, no ending")
    func staleDriver() async throws {
        try await EngineBed.with { bed in
            let (seed, stale) = try await DurabilityTests.claimed(bed, by: "A")
            #expect(try await bed.journal.rescue(excluding: "B") == 1)
            #expect(try await bed.journal.claim(lane: .coordination, limit: 1, owner: "B").count == 1)
            try await Self.expectRefused(stale, seed.id, bed)
        }
    }

    @Test("D5: a driver whose run was taken from it writes nothing, even before anybody claims it anew")
    func rescuedRun() async throws {
        try await EngineBed.with { bed in
            let (seed, stale) = try await DurabilityTests.claimed(bed, by: "A")
            #expect(try await bed.journal.rescue(excluding: "B") == 1)
            try await Self.expectRefused(stale, seed.id, bed)
        }
    }

    @Test("D5: a driver that ended its turn writes nothing more")
    func settledRun() async throws {
        try await EngineBed.with { bed in
            let (seed, lease) = try await DurabilityTests.claimed(bed, by: "A")
            _ = try await bed.journal.settle(.waiting([.input("q")]), under: lease)
            try await Self.expectRefused(lease, seed.id, bed)
        }
    }

    @Test("D5: of two servers only one drives each run")
    func twoServers() async throws {
        try await EngineBed.with { bed in
            let deeds = Deeds()
            let script = Scripted { context, _ in
                for name in ["a", "b"] { _ = try await context.step(name) { deeds.did("\($0.run) \(name)") } }
                return ""
            }
            let (first, second) = (bed.engine(script), bed.engine(script))
            let runs = (0..<40).map { _ in RunID.make() }
            try await bed.serving(first) {
                try await bed.serving(second) {
                    for run in runs {
                        _ = try await first.start(Scripted.self, "", id: run)
                        second.wake()
                    }
                    for run in runs { try await bed.run(run, tells: "completed") }
                }
            }
            #expect(deeds.all.values.allSatisfy { $0 == 1 } && deeds.all.count == 80)
        }
    }

    @Test("D5: a server that lost a run in the middle of a step lets go of it, and the new one continues")
    func takenOver() async throws {
        try await EngineBed.with { bed in
            let deeds = Deeds()
            let script = Scripted { context, _ in
                for name in ["a", "b", "c"] { _ = try await context.step(name) { _ in deeds.did(name) } }
                return ""
            }
            let (lost, losing) = AsyncStream<Void>.makeStream()
            let journal = HookedJournal(
                bed.journal,
                before: { write in
                    guard case .append(.stepCompleted(let start, _, _, _)) = write, start.path.rawValue == "b" else {
                        return
                    }
                    try await bed.journal.forgetOwners()
                    _ = try await bed.journal.rescue(excluding: "B")
                    losing.finish()
                })
            let (slow, other) = (bed.engine(script, journal: journal, owner: "A"), bed.engine(script, owner: "B"))
            let run = RunID.make()
            try await bed.serving(slow) {
                _ = try await slow.start(Scripted.self, "", id: run)
                for await _ in lost {}
            }
            #expect(slow.activeCount == 0)
            try await bed.serving(other) { try await bed.run(run, tells: "completed") }
            #expect(deeds.all == ["a": 1, "b": 2, "c": 1])
            #expect(try await bed.eventNames(of: run).filter { $0 == "step_completed" }.count == 3)
        }
    }

    private static func expectRefused(_ lease: RunLease, _ run: RunID, _ bed: EngineBed) async throws {
        let before = try await bed.sql("SELECT * FROM runs").map(\.values)
        let start = DurabilityTests.start("late")
        let entries: [JournalEntry] = [
            .stepStarted(start), .stepCompleted(start, output: .emptyObject, at: start.startedAt),
            .stepFailed(start, RunFailure(kind: "error", message: ""), retryAt: nil, at: start.startedAt),
            .noted([RunNote(event: "hint", data: .emptyObject)], progress: "1", start),
            .asked(RunQuestion(interaction: "late", content: .emptyObject), start),
            .childStarted(start, try DurabilityTests.seed()),
        ]
        for entry in entries {
            await #expect(throws: LeaseLost(lease)) { try await bed.journal.append(entry, under: lease) }
        }
        for ending in [RunEnding.completed(.emptyObject), .unwound, .released, .waiting([.input("q")])] {
            await #expect(throws: LeaseLost(lease)) { try await bed.journal.settle(ending, under: lease) }
        }
        let refusals = Mutex(0)
        bed.journal.enqueue(entries[0], under: lease) { error in
            if error is LeaseLost { refusals.withLock { $0 += 1 } }
        }
        try await bed.sql("SELECT 1")
        #expect(refusals.withLock { $0 } == 1)
        #expect(try await bed.sql("SELECT * FROM runs").map(\.values) == before)
        #expect(try await bed.journal.history(of: run).steps.isEmpty)
        #expect(try await bed.sql("SELECT 1 FROM run_signals").isEmpty)
        #expect(!(try await bed.eventNames(of: run)).contains("hint"))
    }
}

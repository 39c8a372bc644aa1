import Domain
import DurableExecution
import Persistence
import SQL
import Synchronization
import TestSupport
import Testing

/// Every sample is paused and resumed, and aborted, just before and just after each of its writes.
@Suite("Commands everywhere", .timeLimit(.minutes(10))) struct CommandEverywhereTests {
    @Test("a pause at any write parks the run, and resumed it comes to the same end", arguments: Sample.all)
    func pause(sample: Sample) async throws {
        try await EngineBed.with(clock: ManualClock()) { bed in
            let undisturbed = try await Disturbance(bed, sample).run { _, _ in }
            for write in 1...undisturbed.writes {
                for (isBefore, mode) in [(true, PauseMode.now), (false, .now), (true, .step), (false, .step)] {
                    let disturbance = Disturbance(bed, sample, at: write, isBefore: isBefore)
                    let report = try await disturbance.run { engine, run in _ = try await engine.pause(run, mode: mode) }
                    #expect(report.record.state == .completed, "paused \(mode) at \(write)")
                    #expect(report.record.output == undisturbed.record.output, "paused \(mode) at \(write)")
                    #expect(report.unfinished == 0, "paused \(mode) at \(write)")
                }
            }
        }
    }

    @Test("an abort at any write ends the run as aborted, and nothing of it runs any more", arguments: Sample.all)
    func abort(sample: Sample) async throws {
        try await EngineBed.with(clock: ManualClock()) { bed in
            let undisturbed = try await Disturbance(bed, sample).run { _, _ in }
            for write in 1...undisturbed.writes {
                for isBefore in [true, false] {
                    let response = Later<RunStateMachine.Response>()
                    let disturbance = Disturbance(bed, sample, at: write, isBefore: isBefore)
                    let report = try await disturbance.run { engine, run in
                        response.set(try #require(try await engine.abort(run)).response)
                    }
                    let wasOver = response.value == .refused
                    #expect(report.record.state == (wasOver ? .completed : .aborted), "aborted at \(write)")
                    #expect(report.later < sample.width, "aborted at \(write)")
                    #expect(report.unfinished == 0, "aborted at \(write)")
                }
            }
        }
    }
}

/// One run of a sample, disturbed once, and what came of it.
private final class Disturbance: Sendable {
    struct Report {
        let record: RunRecord
        let writes: Int
        /// How many steps began after the disturbance.
        let later: Int
        /// How many runs are not over.
        let unfinished: Int64
    }

    private let bed: EngineBed
    private let sample: Sample
    private let write: Int
    private let isBefore: Bool
    private let writes = Mutex(0)
    private let deeds = Deeds()
    private let deedsBefore = Later<Int>()

    init(_ bed: EngineBed, _ sample: Sample, at write: Int = .max, isBefore: Bool = true) {
        self.bed = bed
        self.sample = sample
        self.write = write
        self.isBefore = isBefore
    }

    func run(_ command: @escaping @Sendable (RunEngine, RunID) async throws -> Void) async throws -> Report {
        let (run, itself) = (RunID.make(), Later<RunEngine>())
        let disturb: @Sendable () async throws -> Void = { [deeds, deedsBefore] in
            try await command(itself.value, run)
            deedsBefore.set(deeds.total)
        }
        let engine = sample.engine(bed, deeds, journal: journal(disturb))
        itself.set(engine)
        let caretaker = Caretaker(bed, bed.clock as! ManualClock)
        let record = try await bed.serving(engine) {
            _ = try await engine.start(Scripted.self, "", id: run)
            try await caretaker.attend(run, on: engine)
            return try await bed.end(of: run)
        }
        return Report(
            record: record, writes: writes.withLock { $0 }, later: deeds.total - (deedsBefore.optional ?? 0),
            unfinished: try await unfinished())
    }

    private func journal(_ disturb: @escaping @Sendable () async throws -> Void) -> HookedJournal {
        HookedJournal(
            bed.journal,
            before: { if self.counts($0), self.isBefore, self.isNow() { try await disturb() } },
            after: { if self.counts($0), !self.isBefore, self.isNow() { try await disturb() } })
    }

    /// The entries and endings of runs; what the test itself writes is not counted.
    private func counts(_ write: HookedJournal.Write) -> Bool {
        switch write {
        case .append, .settle: true
        case .create, .claim, .command, .answer, .timers: false
        }
    }

    private func isNow() -> Bool {
        writes.withLock { writes in
            writes += 1
            return writes == write
        }
    }

    private func unfinished() async throws -> Int64 {
        let rows = try await bed.sql(
            "SELECT count(*) AS live FROM runs WHERE state NOT IN ('completed', 'failed', 'aborted')")
        return try rows[0].integer("live")
    }
}

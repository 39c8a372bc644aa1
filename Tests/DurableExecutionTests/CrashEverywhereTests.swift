import Domain
import DurableExecution
import Persistence
import SQL
import TestSupport
import Testing

/// Every sample is ended before and right after each of its writes, and must come to the same end on the next server.
@Suite("Crash everywhere", .timeLimit(.minutes(10))) struct CrashEverywhereTests {
    @Test(
        "a kill before or after any write loses nothing that was committed and repeats nothing that was",
        arguments: Sample.all)
    func kill(sample: Sample) async throws {
        let undisturbed = try await Survey.report(sample, killedAt: [nil])[0]
        #expect(undisturbed.writes > 3)
        for write in 1...undisturbed.writes {
            let hours = [(true, true), (true, false), (false, true), (false, false)].map { isBefore, losesQueue in
                Doom.Hour(write: write, isBefore: isBefore, losesQueue: losesQueue)
            }
            for (hour, report) in zip(hours, try await Survey.report(sample, killedAt: hours)) {
                #expect(report.output == undisturbed.output, "killed at \(hour)")
                #expect(report.repeated.isEmpty, "killed at \(hour)")
                #expect(report.hasDenseEvents, "killed at \(hour)")
            }
        }
    }
}

/// One run of a sample, killed once, and what came of it.
private struct Survey {
    struct Report {
        var output: String?
        var writes: Int
        /// Call ids of recorded attempts that ran again after the kill.
        var repeated: [String]
        var hasDenseEvents: Bool
    }

    private let bed: EngineBed
    private let clock: ManualClock
    private let sample: Sample
    private let caretaker: Caretaker

    /// Runs a sample once for each hour, on one store.
    static func report(_ sample: Sample, killedAt hours: [Doom.Hour?]) async throws -> [Report] {
        let clock = ManualClock()
        return try await EngineBed.with(clock: clock) { bed in
            var reports: [Report] = []
            for hour in hours {
                let survey = Survey(bed: bed, clock: clock, sample: sample, caretaker: Caretaker(bed, clock))
                reports.append(try await survey.run(killedAt: hour))
            }
            return reports
        }
    }

    private func run(killedAt hour: Doom.Hour?) async throws -> Report {
        let (run, deeds, doom) = (RunID.make(), Deeds(), Doom(at: hour))
        try await live(run, deeds, doom)
        let recorded = try await recordedCalls()
        let before = deeds.all
        clock.advance(by: .seconds(60))
        let engine = sample.engine(bed, deeds, journal: bed.journal)
        try await bed.serving(engine) { try await caretaker.attend(run, on: engine) }
        let repeated = recorded.filter { (before[$0] ?? 0) < deeds[$0] }
        return Report(
            output: try await bed.journal.record(of: run)?.text, writes: doom.writes, repeated: repeated.sorted(),
            hasDenseEvents: try await haveDenseEvents())
    }

    /// The first server's life: it ends at its hour, or when the run has.
    private func live(_ run: RunID, _ deeds: Deeds, _ doom: Doom) async throws {
        let engine = sample.engine(bed, deeds, journal: doom.journal(bed.journal))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A dead server answers nobody.
                try? await caretaker.attend(run, on: engine)
                doom.strike()
            }
            try await bed.killing(engine, by: doom) {
                _ = try await engine.start(Scripted.self, "", id: run)
                await doom.struck()
            }
            group.cancelAll()
        }
    }

    /// The call ids of all attempts that have ended.
    private func recordedCalls() async throws -> Set<String> {
        Set(try await bed.sql("SELECT call_id FROM run_steps WHERE status <> 'started'").map { try $0.text("call_id") })
    }

    private func haveDenseEvents() async throws -> Bool {
        try await bed.sql(
            "SELECT run_id FROM events WHERE run_id IS NOT NULL GROUP BY run_id HAVING max(run_seq) <> count(*)"
        ).isEmpty
    }
}

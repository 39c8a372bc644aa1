import Domain
import DurableExecution
import Persistence
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct TimerTests {
    private static let sleeping = Scripted { context, _ in
        try await context.sleep(for: .seconds(60))
        return "awake"
    }

    @Test("a timer fires when it is due, not before, and meanwhile its run is nowhere")
    func due() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let engine = bed.engine(Self.sleeping)
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "waiting")
                clock.advance(by: .milliseconds(59_999))
                #expect(try await bed.journal.fireTimers().fired == 0)
                try await bed.isLeftAlone(by: engine)
                clock.advance(by: .milliseconds(1))
                #expect(try await bed.end(of: run).text == "awake")
            }
        }
    }

    @Test("a timer that came due while no server ran fires when one starts")
    func afterRestart() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let first = bed.engine(Self.sleeping)
            let run = RunID.make()
            try await bed.serving(first) {
                _ = try await first.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "waiting")
            }
            clock.advance(by: .seconds(3600))
            let record = try await bed.serving(bed.engine(Self.sleeping)) { try await bed.end(of: run) }
            #expect(try record.text == "awake")
        }
    }

    @Test("of many timers the earliest fires first, and a later start does not disturb it")
    func earliest() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let engine = bed.engine(
                Scripted { context, input in
                    try await context.sleep(for: .seconds(Int(input)!))
                    return input
                })
            let runs = [3: RunID.make(), 1: RunID.make(), 2: RunID.make()]
            try await bed.serving(engine) {
                for (seconds, run) in runs {
                    _ = try await engine.start(Scripted.self, "\(seconds)", id: run)
                    try await bed.run(run, tells: "waiting")
                }
                for seconds in 1...3 {
                    clock.advance(by: .seconds(1))
                    #expect(try await bed.end(of: runs[seconds]!).text == "\(seconds)")
                    #expect(bed.events.events.count { $0.event.name == "completed" } == seconds)
                }
            }
        }
    }

    @Test("the timer loop rests between timers: it looks for due ones twice a minute, not all the time")
    func rests() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let firings = Mutex(0)
            let journal = HookedJournal(bed.journal, timing: { firings.withLock { $0 += 1 } })
            try await bed.serving(bed.engine(Self.sleeping, journal: journal)) {
                var halfMinutes = 0
                while firings.withLock({ $0 }) < 4 {
                    clock.advance(by: .seconds(31))
                    halfMinutes += 1
                    for _ in 0..<100 { await Task.yield() }
                }
                #expect(halfMinutes >= 3)
            }
        }
    }

    @Test("a sleep of no length does not park the run")
    func zero() async throws {
        try await EngineBed.running { context, _ in
            try await context.sleep(for: .zero)
            return "awake"
        } test: { bed, _, run in
            let record = try await bed.end(of: run)
            #expect(try record.text == "awake")
            #expect(try await bed.eventNames(of: run) == ["created", "started", "step_completed", "completed"])
        }
    }
}

import DurableExecution
import Persistence
import SQL
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RescueTests {
    private static let lease = Duration.seconds(15)

    @Test("a run of a server that died is taken over when its lease has expired, not before")
    func leaseExpires() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let (seed, _) = try await DurabilityTests.claimed(bed, by: "dead")
            try await bed.journal.heartbeat(owner: "dead", until: clock.now() + Self.lease)
            clock.advance(by: Self.lease - .milliseconds(1))
            #expect(try await bed.journal.rescue(excluding: "alive") == 0)
            clock.advance(by: .milliseconds(1))
            #expect(try await bed.journal.rescue(excluding: "alive") == 1)
            #expect(try await bed.journal.record(of: seed.id)?.state == .pending)
        }
    }

    @Test("a server keeps its runs as long as it lives, and never takes its own")
    func heartbeat() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let gate = Gate()
            let engine = bed.engine(
                Scripted { context, _ in
                    try await context.step("long") { _ in
                        await gate.pass()
                        return "done"
                    }
                }, owner: "alive")
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                await gate.arrived()
                for _ in 1...12 {
                    let beat = clock.now() + .seconds(5)
                    // Only when the keeper sleeps until the next beat will it notice that the clock is moved there.
                    while clock.nextWake != beat { await Task.yield() }
                    clock.advance(by: beat - clock.now())
                    try await Self.beats(bed, until: clock.now() + .seconds(10))
                    #expect(try await bed.journal.rescue(excluding: "other") == 0)
                }
                gate.open()
                #expect(try await bed.end(of: run).text == "done")
            }
            #expect(try await bed.journal.record(of: run)?.epoch == 2, "claimed once, settled once")
        }
    }

    /// Waits until the server has given a sign of life that lasts so long.
    private static func beats(_ bed: EngineBed, until: Moment) async throws {
        while try await bed.sql("SELECT 1 FROM lease_owners WHERE owner = 'alive' AND expires_at >= \(until.milliseconds)")
            .isEmpty
        {
            await Task.yield()
        }
    }

    @Test("a living server takes over from a dead one by itself")
    func takeover() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let deeds = Deeds()
            let script = Scripted { context, _ in try await context.step("work") { _ in "\(deeds.did("work"))" } }
            let run = RunID.make()
            let doom = Doom(at: Doom.Hour(write: 1, isBefore: false, losesQueue: false))
            try await bed.killing(bed.engine(script, journal: doom.journal(bed.journal)), by: doom) {
                _ = try await bed.engine(script).start(Scripted.self, "", id: run)
                await doom.struck()
            }
            try await bed.serving(bed.engine(script)) {
                while try await bed.journal.record(of: run)?.state != .completed {
                    clock.advance(by: .seconds(1))
                    await Task.yield()
                }
            }
            #expect(deeds["work"] == 1)
        }
    }

    @Test("what a dead server was asked to pause is paused, and what it was asked to abort is aborted")
    func askedBeforeDeath() async throws {
        try await EngineBed.with { bed in
            let (paused, _) = try await DurabilityTests.claimed(bed, by: "dead")
            let (aborted, _) = try await DurabilityTests.claimed(bed, by: "dead")
            _ = try await bed.journal.command(.pauseRequested, pauseMode: .step, to: paused.id)
            _ = try await bed.journal.command(.abortRequested, pauseMode: nil, to: aborted.id)
            #expect(try await bed.journal.rescue(excluding: "alive") == 2)
            #expect(try await bed.journal.record(of: paused.id)?.state == .paused)
            #expect(try await bed.journal.record(of: aborted.id)?.state == .aborted)
        }
    }

    @Test("whoever has the database to itself takes over at once")
    func exclusive() async throws {
        try await EngineBed.with { bed in
            _ = try await DurabilityTests.claimed(bed, by: "dead")
            try await bed.journal.heartbeat(owner: "dead", until: bed.clock.now() + Self.lease)
            #expect(try await bed.journal.rescue(excluding: "alive") == 0)
            try await bed.journal.forgetOwners()
            #expect(try await bed.journal.rescue(excluding: "alive") == 1)
        }
    }
}

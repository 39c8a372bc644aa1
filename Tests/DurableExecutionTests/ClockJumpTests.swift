import Domain
import DurableExecution
import Persistence
import TestSupport
import Testing

/// The machine's clock is set while runs are under way.
@Suite(.timeLimit(.minutes(10))) struct ClockJumpTests {
    @Test("a clock that is set forward or back takes no run from a living server, and repeats no step")
    func lease() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let (gate, deeds) = (Gate(), Deeds())
            let engine = bed.engine(
                Scripted { context, _ in
                    _ = try await context.step("first") { _ in deeds.did("first") }
                    return try await context.step("long") { _ in
                        await gate.pass()
                        return "\(deeds.did("long"))"
                    }
                }, owner: "alive")
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                await gate.arrived()
                for jump in [Duration.seconds(86_400), .seconds(-172_800), .seconds(86_400)] {
                    clock.advance(by: jump)
                    #expect(try await bed.journal.rescue(excluding: "alive") == 0)
                    #expect(try await bed.journal.record(of: run)?.state == .running)
                }
                gate.open()
                #expect(try await bed.end(of: run).text == "1")
            }
            #expect(deeds.all == ["first": 1, "long": 1])
            #expect(try await bed.store.verify().findings == [])
        }
    }

    @Test("a timer whose time a clock set forward has passed fires once; one set back waits for its time")
    func timer() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let engine = bed.engine(
                Scripted { context, _ in
                    try await context.sleep("nap", for: .seconds(60))
                    return "woken"
                })
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await bed.run(run, tells: "waiting")
                clock.advance(by: .seconds(-3600))
                #expect(try await bed.journal.fireTimers().fired == 0)
                clock.advance(by: .seconds(7200))
                #expect(try await bed.end(of: run).text == "woken")
            }
            #expect(try await bed.eventNames(of: run).count { $0 == "waiting" } == 1)
        }
    }
}

import Persistence
import TestSupport
import Testing

@testable import DurableExecution

@Suite("Durability: D8", .timeLimit(.minutes(10))) struct ReplayTests {
    enum Interruption: CaseIterable {
        case pauseAtStep, pauseNow, shutdown, crash, input, sleep
    }

    @Test("D8: whatever stops a run, it continues by the same replay to the same end", arguments: Interruption.allCases)
    func onePath(interruption: Interruption) async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let deeds = Deeds()
            let gate = Gate()
            let script = Scripted { context, _ in
                let before = try await context.step("before") { _ in deeds.did("before") }
                switch interruption {
                case .input: let _: Bool = try await context.waitForInput("stop", question: ["text": "?"])
                case .sleep: try await context.sleep("stop", for: .seconds(60))
                case .pauseAtStep, .pauseNow, .shutdown, .crash:
                    _ = try await context.step("stop") { _ in
                        await gate.pass()
                        return deeds.did("stop")
                    }
                }
                return "\(before) \(try await context.step("after") { _ in deeds.did("after") })"
            }
            let run = RunID.make()
            let first = bed.engine(script)
            let doom = Doom()
            _ = try await first.start(Scripted.self, "", id: run)
            switch interruption {
            case .pauseAtStep, .pauseNow:
                try await bed.serving(first) {
                    await gate.arrived()
                    _ = try await first.pause(run, mode: interruption == .pauseNow ? .now : .step)
                    gate.open()
                    try await bed.run(run, tells: "paused")
                    _ = try await first.resume(run)
                }
            case .shutdown:
                try await bed.serving(first) {
                    await gate.arrived()
                    gate.open()
                }
            case .crash:
                let doomed = bed.engine(script, journal: doom.journal(bed.journal))
                try await bed.killing(doomed, by: doom) {
                    await gate.arrived()
                    doom.strike()
                    gate.open()
                }
                clock.advance(by: .seconds(16))
            case .input:
                try await bed.serving(first) {
                    try await bed.run(run, tells: "waiting")
                    _ = try await first.answer("stop", with: JSONText(true), to: run)
                }
            case .sleep:
                try await bed.serving(first) { try await bed.run(run, tells: "waiting") }
                clock.advance(by: .seconds(61))
            }
            try await bed.serving(bed.engine(script)) { try await bed.run(run, tells: "completed") }
            #expect(try await bed.journal.record(of: run)?.text == "1 1")
            #expect(deeds["before"] == 1 && deeds["after"] == 1)
        }
    }
}

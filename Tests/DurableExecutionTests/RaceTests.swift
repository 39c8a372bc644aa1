import DurableExecution
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RaceTests {
    @Test("a command between a run's claim and its first step is obeyed", arguments: ["pause", "abort"])
    func commandAfterClaim(command: String) async throws {
        let deeds = Deeds()
        try await EngineBed.running(after: { write, engine in
            guard case .claim(let claimed) = write, claimed[0].epoch == 1 else { return }
            if command == "abort" {
                _ = try await engine.abort(claimed[0].id)
            } else {
                #expect(try await engine.pause(claimed[0].id, mode: .step)?.state == .pausing)
            }
        }) { context, _ in
            try await context.step("work") { _ in "\(deeds.did("work"))" }
        } test: { bed, engine, run in
            guard command == "pause" else {
                try await bed.run(run, tells: "aborted")
                #expect(deeds.all.isEmpty)
                return
            }
            try await bed.run(run, tells: "paused")
            #expect(deeds.all.isEmpty)
            _ = try await engine.resume(run)
            #expect(try await bed.run(run, tells: "completed").text == "1")
        }
    }

    @Test("a run that is continued before its former driver has left still hears commands")
    func formerDriver() async throws {
        let (former, later) = (Gate(), Gate())
        let itself = Later<RunID>()
        try await EngineBed.running(after: { write, engine in
            guard case .settle(.unwound) = write else { return }
            // The former driver has written its end, and is held here until another one is at work.
            _ = try await engine.resume(itself.value)
            await later.arrived()
        }) { context, _ in
            itself.set(context.run)
            _ = try await context.step("first") { _ in
                await former.pass()
                return 1
            }
            _ = try await context.step("second") { _ in
                await later.pass()
                return 2
            }
            return try await context.step("third") { _ in "done" }
        } test: { bed, engine, run in
            await former.arrived()
            _ = try await engine.pause(run, mode: .step)
            former.open()
            await later.arrived()
            for _ in 0..<100 { await Task.yield() }  // the former driver leaves
            _ = try await engine.abort(run)
            later.open()
            try await bed.run(run, tells: "aborted")
        }
    }

    @Test("commands of all kinds at once leave a run in a state that is one of theirs, with its events dense")
    func storm() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted { context, _ in
                    for round in 1...20 { _ = try await context.step("work") { _ in round } }
                    return "done"
                })
            let runs = (0..<20).map { _ in RunID.make() }
            try await bed.serving(engine) {
                for run in runs { _ = try await engine.start(Scripted.self, "", id: run) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (number, run) in runs.enumerated() {
                        group.addTask { try await Self.pester(engine, run, aborts: number.isMultiple(of: 4)) }
                    }
                    try await group.waitForAll()
                }
                for (number, run) in runs.enumerated() {
                    let state = try await bed.end(of: run).state
                    #expect(state == .completed || (number.isMultiple(of: 4) && state == .aborted))
                    let numbers = try await bed.eventNumbers(of: run)
                    #expect(numbers == Array(1...Int64(numbers.count)))
                }
            }
            #expect(engine.activeCount == 0)
        }
    }

    /// Pauses and resumes a run many times, and lets it end.
    private static func pester(_ engine: RunEngine, _ run: RunID, aborts: Bool) async throws {
        for round in 1...10 {
            _ = try await engine.pause(run, mode: round.isMultiple(of: 2) ? .now : .step)
            if aborts, round == 7 { _ = try await engine.abort(run) }
            while try await engine.resume(run)?.state == .pausing { await Task.yield() }
        }
    }
}

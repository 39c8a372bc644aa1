import Domain
import DurableExecution
import Persistence
import SQL
import TestSupport
import Testing

@Suite("Re-runs", .timeLimit(.minutes(10))) struct RerunTests {
    @Test("a re-run from a step keeps what was before it, runs the rest again, and leaves the original as it was")
    func fromStep() async throws {
        try await EngineBed.with { bed in
            let deeds = Deeds()
            let engine = bed.engine(
                Scripted { context, input in
                    var words = input
                    for name in ["one", "two", "two", "three"] {
                        words = try await context.step(name) { [words] _ in "\(words)\(deeds.did(name))" }
                    }
                    return words
                })
            try await bed.serving(engine) {
                let run = RunID.make()
                _ = try await engine.start(Scripted.self, "a", id: run)
                let original = try await bed.end(of: run)
                #expect(try original.text == "a1121")
                let (steps, events) = (try await bed.journal.history(of: run).steps, try await bed.eventNames(of: run))
                let again = try await engine.rerun(original, from: [["two#2"]]) { try $0.again("b") }
                let end = try await bed.end(of: again.id)
                // The input of the new run is only seen by steps that run anew.
                #expect(try end.text == "a1132" && deeds.all == ["one": 1, "two": 3, "three": 2])
                #expect(end.seed.origin == RunOrigin(run: run, steps: ["two#2"]))
                #expect(try await bed.journal.history(of: run).steps == steps)
                #expect(try await bed.eventNames(of: run) == events)
                #expect(try await bed.eventNames(of: again.id).filter { $0 == "step_completed" }.count == 2)
                let whole = try await engine.rerun(original, from: []) { try $0.again("c") }
                #expect(try await bed.end(of: whole.id).text == "c2453")
            }
        }
    }

    @Test("branches that had begun before a repeated one ended are kept; what can follow from it is repeated")
    func branches() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let (deeds, gate) = (Deeds(), Gate())
            let engine = Self.threeBranches(bed, deeds, clock) { name in
                if name == "b", deeds["b"] == 1 { await gate.pass() }
                if name == "c" { gate.open() }
            }
            try await bed.serving(engine) {
                let run = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: run)
                let original = try await bed.end(of: run)
                #expect(deeds.all == ["a": 1, "b": 1, "c": 1, "sum": 1])
                let again = try await engine.rerun(original, from: [["all/a"]]) { try $0.again("") }
                #expect(try await bed.end(of: again.id).text == "a2,b1,c2 2")
                // c began after a had ended, so it may have known of it.
                #expect(deeds.all == ["a": 2, "b": 1, "c": 2, "sum": 2])
                let last = try await engine.rerun(original, from: [["sum"]]) { try $0.again("") }
                #expect(try await bed.end(of: last.id).text == "a1,b1,c1 3")
            }
        }
    }

    @Test("a child that failed while a repeated step ran is repeated too, for it may have been ended because of it")
    func failedSibling() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let deeds = Deeds()
            let stop = Gate()
            let child = ScriptedChild { context, name in
                try await context.step("work") { _ in
                    let time = deeds.did(name)
                    if name == "b", time == 1 {
                        await stop.pass()
                        throw RunFailure(kind: "error", message: "It was stopped.")
                    }
                    clock.advance(by: .seconds(1))
                    if name == "a" { stop.open() }
                    return "\(name)\(time)"
                }
            }
            let engine = bed.engine(
                Scripted { context, _ in
                    let ends = try await context.parallel("all", ["a", "b"], key: { $0 }) { context, name in
                        try await context.childEnd(ScriptedChild.self, "execution", name).result
                    }
                    return ends.map { (try? $0.get().get()) ?? "failed" }.joined(separator: ",")
                }, child)
            try await bed.serving(engine) {
                let run = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: run)
                #expect(try await bed.end(of: run).text == "a1,failed")
                let original = try #require(try await bed.journal.record(of: run))
                let again = try await engine.rerun(original, from: [["all/b"]]) { try $0.again("") }
                #expect(try await bed.end(of: again.id).text == "a1,b2")
            }
        }
    }

    @Test("an aborted run goes on from the step that it was in")
    func aborted() async throws {
        try await EngineBed.with { bed in
            let (deeds, gate) = (Deeds(), Gate())
            let engine = bed.engine(
                Scripted { context, _ in
                    let one = try await context.step("one") { _ in deeds.did("one") }
                    return try await context.step("two", StepOptions(isAnnounced: true)) { _ in
                        if deeds.did("two") == 1 { await gate.pass() }
                        return "\(one) \(deeds["two"])"
                    }
                })
            try await bed.serving(engine) {
                let run = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: run)
                await gate.arrived()
                _ = try await engine.abort(run)
                gate.open()
                let original = try await bed.end(of: run)
                let again = try await engine.rerun(original, from: [["two"]]) { try $0.again("") }
                #expect(try await bed.end(of: again.id).text == "1 2")
            }
        }
    }

    @Test("the deadline of a re-run counts without the time between the two runs")
    func deadline() async throws {
        let clock = ManualClock()
        try await EngineBed.with(clock: clock) { bed in
            let engine = bed.engine(
                Scripted { context, _ in
                    let began = try await context.now()
                    _ = try await context.step("long") { _ in
                        clock.advance(by: .seconds(60))
                        return ""
                    }
                    return try await context.step("late") { attempt in "\((attempt.now - began).milliseconds)" }
                })
            try await bed.serving(engine) {
                let run = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: run)
                let original = try await bed.end(of: run)
                clock.advance(by: .seconds(86_400))
                let again = try await engine.rerun(original, from: [["late"]]) { try $0.again("") }
                #expect(try await bed.end(of: again.id).text == "60000")
            }
        }
    }

    @Test("a step that the run never had is refused by its name, and makes no run")
    func unknown() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(Scripted { context, _ in try await context.step("one") { _ in "" } })
            try await bed.serving(engine) {
                let run = RunID.make()
                _ = try await engine.start(Scripted.self, "", id: run)
                let original = try await bed.end(of: run)
                await #expect(throws: UnknownStep(path: "on")) {
                    try await engine.rerun(original, from: [["on"]]) { try $0.again("") }
                }
                #expect(try await bed.sql("SELECT id FROM runs").count == 1)
            }
        }
    }

    @Test("a kill before or after any write of a re-run repeats nothing that it kept or finished")
    func kill() async throws {
        let writes = try await Self.killed(at: nil).writes
        #expect(writes >= 3)
        for write in 1...writes {
            for isBefore in [true, false] {
                let hour = Doom.Hour(write: write, isBefore: isBefore, losesQueue: isBefore)
                let (output, deeds, _) = try await Self.killed(at: hour)
                #expect(output == "a1,b1,c1 2", "killed at \(hour)")
                #expect(deeds["a"] == 1 && deeds["b"] == 1 && deeds["c"] == 1, "killed at \(hour)")
            }
        }
    }

    /// Re-runs the last step of three branches on a server that is killed, and on the next one.
    private static func killed(at hour: Doom.Hour?) async throws -> (output: String?, deeds: [String: Int], writes: Int) {
        let clock = ManualClock()
        return try await EngineBed.with(clock: clock) { bed in
            let (deeds, run, doom) = (Deeds(), RunID.make(), Doom(at: hour))
            let first = threeBranches(bed, deeds, clock)
            try await bed.serving(first) {
                _ = try await first.start(Scripted.self, "", id: run)
                _ = try await bed.end(of: run)
            }
            let original = try #require(try await bed.journal.record(of: run))
            let doomed = threeBranches(bed, deeds, clock, journal: doom.journal(bed.journal))
            let again = try await doomed.rerun(original, from: [["sum"]]) { try $0.again("") }.id
            try await bed.killing(doomed, by: doom) {
                guard hour == nil else { return await doom.struck() }
                _ = try await bed.end(of: again)
            }
            clock.advance(by: .seconds(60))
            let next = threeBranches(bed, deeds, clock)
            let end = try await bed.serving(next) { try await bed.end(of: again) }
            let sums = deeds["sum"]
            #expect(sums <= 3, "the step itself runs once more at most")
            return (try end.text.map { $0.replacing(" 3", with: " 2") }, deeds.all, doom.writes)
        }
    }

    /// Two branches at once, a third when one has ended, and a step after them; each of a child.
    private static func threeBranches(
        _ bed: EngineBed, _ deeds: Deeds, _ clock: ManualClock, journal: (any Journal)? = nil,
        _ wait: @escaping @Sendable (String) async -> Void = { _ in }
    ) -> RunEngine {
        let child = ScriptedChild { context, name in
            try await context.step("work") { _ in
                let time = deeds.did(name)
                await wait(name)
                clock.advance(by: .seconds(1))
                return "\(name)\(time)"
            }
        }
        let script = Scripted { context, _ in
            let ends = try await context.parallel("all", ["a", "b", "c"], key: { $0 }, limit: 2) { context, name in
                try await context.child(ScriptedChild.self, "execution", name)
            }
            let words = try ends.map { try $0.get() }.joined(separator: ",")
            return try await context.step("sum") { _ in "\(words) \(deeds.did("sum"))" }
        }
        return bed.engine(script, child, journal: journal)
    }
}

extension RunSeed {
    /// A seed for the same workflow.
    fileprivate func again(_ input: String) throws -> RunSeed {
        let text = try JSONText(input)
        return RunSeed(id: .make(), workflow: workflow, version: version, lane: lane, input: text)
    }
}

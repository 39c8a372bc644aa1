import Persistence
import SQL
import TestSupport
import Testing

@testable import DurableExecution

@Suite(.timeLimit(.minutes(10))) struct ChildTests {
    /// Runs one child and says what it said.
    private static let parent: @Sendable (WorkflowContext, String) async throws -> String = { context, _ in
        "child: \(try await context.child(ScriptedChild.self, "child", "input"))"
    }

    private static func child(of run: RunID, _ bed: EngineBed) async throws -> RunID {
        try await bed.run(run, tells: "child_started")
        let start = try await bed.journal.history(of: run).steps.first { $0.start.kind == .child }?.start
        return RunID(rawValue: try #require(start).callID)
    }

    @Test("a child is a run of its own, and its output is the step's")
    func output() async throws {
        try await EngineBed.running(child: { _, input in input.uppercased() }, Self.parent) { bed, _, run in
            #expect(try await bed.run(run, tells: "completed").text == "child: INPUT")
            let child = try await bed.journal.record(of: Self.child(of: run, bed))
            #expect(child?.state == .completed && child?.seed.parent == run && child?.seed.lane == .work)
        }
    }

    @Test("a child's failure is the step's, and its abort too")
    func failure() async throws {
        try await EngineBed.running(child: { context, _ in
            try await context.step("doomed") { _ in throw Flaky() }
        }) { context, _ in
            do {
                return try await context.child(ScriptedChild.self, "child", "")
            } catch let failure as StepFailure {
                return "failed: \(failure.failure.kind)"
            }
        } test: { bed, _, run in
            let record = try await bed.end(of: run)
            #expect(try record.text == "failed: error")
        }
    }

    @Test("an abort of the child alone is a failure to the parent, which goes on")
    func childAborted() async throws {
        try await EngineBed.running(child: { context, _ in
            try await context.waitForInput("ask", question: ["text": "?"])
        }) { context, _ in
            let failure = await #expect(throws: StepFailure.self) {
                try await context.child(ScriptedChild.self, "child", "")
            }
            return failure?.failure.kind ?? ""
        } test: { bed, engine, run in
            let child = try await Self.child(of: run, bed)
            try await bed.run(child, tells: "waiting")
            _ = try await engine.abort(child)
            #expect(try await bed.end(of: run).text == RunFailure.aborted)
        }
    }

    @Test("a pause and a resume of the parent reach the child and its children", arguments: PauseMode.allCases)
    func pauseCascades(mode: PauseMode) async throws {
        let gate = Gate()
        try await EngineBed.running(
            child: { context, _ in
                _ = try await context.step("work") { _ in
                    await gate.pass()
                    return 1
                }
                return try await context.step("more") { _ in "done" }
            }, Self.parent
        ) { bed, engine, run in
            await gate.arrived()
            let child = try await Self.child(of: run, bed)
            let outcome = try await engine.pause(run, mode: mode)
            #expect(outcome?.reached == [run: .pausing, child: .pausing])
            gate.open()
            try await bed.run(run, tells: "paused")
            try await bed.run(child, tells: "paused")
            #expect(try await engine.resume(run)?.reached.keys.contains(child) == true)
            #expect(try await bed.run(run, tells: "completed").text == "child: done")
        }
    }

    @Test("an abort of the parent aborts the child")
    func abortCascades() async throws {
        let gate = Gate()
        try await EngineBed.running(
            child: { context, _ in
                try await context.step("work") { _ in
                    await gate.pass()
                    return ""
                }
            }, Self.parent
        ) { bed, engine, run in
            await gate.arrived()
            let child = try await Self.child(of: run, bed)
            _ = try await engine.abort(run)
            gate.open()
            #expect(try await bed.end(of: child).state == .aborted)
            #expect(try await bed.end(of: run).state == .aborted)
        }
    }

    @Test("a child that waits for a person is paused and continued with its parent, and keeps its question")
    func waitingChild() async throws {
        try await EngineBed.running(
            child: { context, _ in
                try await context.waitForInput("ask", question: ["text": "?"])
            }, Self.parent
        ) { bed, engine, run in
            let child = try await Self.child(of: run, bed)
            try await bed.run(child, tells: "waiting")
            #expect(try await engine.pause(run, mode: .step)?.reached[child] == .paused)
            try await bed.run(run, tells: "paused")
            _ = try await engine.resume(run)
            try await bed.run(child, tells: "waiting", times: 2)
            _ = try await engine.answer("ask", with: JSONText("yes"), to: child)
            #expect(try await bed.run(run, tells: "completed").text == "child: yes")
        }
    }

    @Test("a command that the parent refuses does not reach its child")
    func refused() async throws {
        let gate = Gate()
        try await EngineBed.running(child: { context, _ in
            try await context.waitForInput("ask", question: ["text": "?"])
        }) { context, _ in
            let both = try await context.parallel("both", [true, false], key: { "\($0)" }) { context, isChild in
                if isChild { return try await context.child(ScriptedChild.self, "it", "") }
                return try await context.step("it") { _ in
                    await gate.pass()
                    return ""
                }
            }
            return "\(both)"
        } test: { bed, engine, run in
            let child = try await Self.child(of: run, bed)
            try await bed.run(child, tells: "waiting")
            await gate.arrived()
            _ = try await engine.pause(run, mode: .step)
            #expect(try await bed.journal.record(of: child)?.state == .paused)
            #expect(try await engine.resume(run)?.response == .refused)
            #expect(try await bed.journal.record(of: child)?.state == .paused)
            gate.open()
            try await bed.run(run, tells: "paused")
        }
    }

    @Test("no child begins in a run that was asked to stop meanwhile", arguments: ["pause", "abort"])
    func startWhileStopping(command: String) async throws {
        try await EngineBed.running(
            before: { write, engine in
                guard case .append(.childStarted(_, let seed)) = write, let parent = seed.parent else { return }
                _ = command == "pause" ? try await engine.pause(parent, mode: .step) : try await engine.abort(parent)
            }, Self.parent
        ) { bed, engine, run in
            try await bed.run(run, tells: command == "pause" ? "paused" : "aborted")
            #expect(try await bed.sql("SELECT id FROM runs").count == 1)
            try await bed.isLeftAlone(by: engine)
        }
    }

    @Test("a child of a run that fails is aborted: nobody awaits it any more")
    func orphan() async throws {
        try await EngineBed.with { bed in
            let run = RunID.make()
            let asking = ScriptedChild { context, _ in try await context.waitForInput("ask", question: ["text": "?"]) }
            let old = bed.engine(Scripted(Self.parent), asking)
            try await bed.serving(old) {
                _ = try await old.start(Scripted.self, "", id: run)
                try await bed.run(Self.child(of: run, bed), tells: "waiting")
            }
            let new = bed.engine(Scripted { context, _ in try await context.step("child") { _ in "a step now" } }, asking)
            try await bed.serving(new) {
                let record = try await bed.end(of: run)
                #expect(record.failure?.kind == RunFailure.nondeterminism)
                #expect(try await bed.end(of: Self.child(of: run, bed)).state == .aborted)
            }
        }
    }

    @Test("many parents whose children need slots do not starve them, however few slots there are")
    func noDeadlock() async throws {
        try await EngineBed.with { bed in
            let engine = bed.engine(
                Scripted(Self.parent),
                ScriptedChild { context, input in try await context.step("work") { _ in input } },
                limits: [.work: 1, .coordination: 2])
            let runs = (0..<10).map { _ in RunID.make() }
            try await bed.serving(engine) {
                for run in runs { _ = try await engine.start(Scripted.self, "", id: run) }
                for run in runs { #expect(try await bed.end(of: run).text == "child: input") }
            }
        }
    }
}

import DurableExecution
import Synchronization
import TestSupport

/// What a test does just before or just after a write of the engine it tests.
typealias EngineHook = @Sendable (HookedJournal.Write, RunEngine) async throws -> Void

extension EngineBed {
    /// Serves one scripted run, on a store of its own, for the time of the test.
    static func running(
        clock: any EngineClock = SystemClock(), before: @escaping EngineHook = { _, _ in },
        after: @escaping EngineHook = { _, _ in },
        child: @escaping @Sendable (WorkflowContext, String) async throws -> String = { _, input in input },
        _ script: @escaping @Sendable (WorkflowContext, String) async throws -> String,
        isolation: isolated (any Actor)? = #isolation,
        test: (EngineBed, RunEngine, RunID) async throws -> Void
    ) async throws {
        try await EngineBed.with(clock: clock) { bed in
            let engine = bed.hookedEngine(Scripted(script), ScriptedChild(child), before: before, after: after)
            let run = RunID.make()
            try await bed.serving(engine) {
                _ = try await engine.start(Scripted.self, "", id: run)
                try await test(bed, engine, run)
            }
        }
    }

    /// An engine whose hooks know it.
    func hookedEngine(
        _ workflow: Scripted, _ child: ScriptedChild, before: @escaping EngineHook, after: @escaping EngineHook
    ) -> RunEngine {
        let itself = Later<RunEngine>()
        let journal = HookedJournal(
            journal, before: { try await before($0, itself.value) }, after: { try await after($0, itself.value) })
        let engine = engine(workflow, child, journal: journal)
        itself.set(engine)
        return engine
    }
}

/// A value that is set before anybody asks for it.
final class Later<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    var value: Value { optional! }
    var optional: Value? { content.withLock { $0 } }

    func set(_ value: Value) {
        content.withLock { $0 = value }
    }
}

extension RunRecord {
    /// The output of a scripted run.
    var text: String? {
        get throws { try output?.decode(String.self) }
    }
}

import Logging
import Synchronization
import Tracing

/// Takes one claimed run from its journal to its next stop.
///
/// A class, so that the frames of ten thousand runs in flight hold a reference each, not a record.
final class RunDriver: Sendable {
    let engine: RunEngine
    let record: RunRecord
    let scope: RunScope
    let trace: RunTrace
    /// Whether the journal was unavailable for something that the run had to write, and the run was let go of.
    private let isHeldUp = Atomic(false)

    init(engine: RunEngine, record: RunRecord, scope: RunScope) {
        self.engine = engine
        self.record = record
        self.scope = scope
        trace = RunTrace(record, engine.configuration.traces)
    }

    func drive() async {
        await InstrumentationContext.$current.withValue(trace.context) {
            let ending = await replay()
            await restIfHeldUp()
            engine.faults.reach(.runSettling)
            await settle(ending)
            engine.faults.reach(.runSettled)
        }
    }

    /// The run is driven here no more.
    func leave() {
        engine.leave(record.id, scope)
        engine.meters.left(record)
    }

    /// The journal was unavailable: the run is to be driven again, after a moment.
    func holdUp() {
        isHeldUp.store(true, ordering: .relaxed)
        scope.close(.leaseLost)
    }

    /// A disk that is full for a run may have room for its release: it must not be driven round and round.
    private func restIfHeldUp() async {
        guard isHeldUp.load(ordering: .relaxed) else { return }
        // The server ends: the next one drives the run.
        try? await engine.clock.sleep(until: engine.clock.now() + .seconds(1))
    }

    /// Runs the body, skipping what is recorded, until it ends or unwinds.
    private func replay() async -> RunEnding {
        let result: Result<JSONText, any Error>
        do {
            let body = try engine.workflows.body(name: record.seed.workflow, version: record.seed.version)
            let runtime = RunRuntime(self, try await history())
            let output = try await body(WorkflowContext(runtime: runtime), record.seed.input)
            try runtime.requireAllAsked()
            result = .success(output)
        } catch {
            result = .failure(error)
        }
        return Self.ending(of: result, in: scope)
    }

    /// A run that was never driven before has nothing to replay, unless it repeats another one.
    private func history() async throws -> RunHistory {
        guard record.epoch > 1 || record.seed.origin != nil else { return .none }
        let (steps, answers) = try await engine.insist(on: "read a history", for: record.id, until: { scope.isReleased }) {
            try await engine.journal.history(of: record.id)
        }
        for (interaction, answer) in answers { scope.deliver(interaction, answer) }
        return RunHistory(steps: steps)
    }

    /// What became of the run: the scope decides, never what the body threw (D6).
    static func ending(of result: Result<JSONText, any Error>, in scope: RunScope) -> RunEnding {
        switch scope.closing {
        case .leaseLost: .released
        case .failure(let failure): .failed(failure)
        case .release where scope.hasUnwound: .released
        case .stop where scope.hasUnwound: .unwound
        case nil where scope.hasUnwound: scope.waits.isEmpty ? .released : .waiting(scope.waits)
        case nil, .release, .stop: ownEnding(result)
        }
    }

    private static func ownEnding(_ result: Result<JSONText, any Error>) -> RunEnding {
        switch result {
        case .success(let output): .completed(output)
        case .failure(let error): .failed(.describing(error, at: nil))
        }
    }

    /// Writes the ending; while the journal is unavailable (a full disk) it tries again and loses nothing.
    private func settle(_ ending: RunEnding) async {
        // A server that was told to end no longer waits for space: the run stays claimed, and the next server rescues it.
        guard !Task.isCancelled else { return }
        do {
            let reached = try await engine.insist(on: "end a run", for: record.id, until: { scope.closing == .release }) {
                try await engine.journal.settle(ending, under: record.lease)
            }
            if let state = reached[record.id], state.isTerminal {
                engine.tell(state, ending.failure, of: record, in: trace)
            }
            engine.obey(reached)
            if reached.count > 1 { await engine.tellEnds(reached.filter { $0.key != record.id }) }
        } catch is LeaseLost {
        } catch {
            await refused(ending, error)
        }
    }

    /// An ending that the journal will never take (an output of another form) fails the run: nothing loops.
    private func refused(_ ending: RunEnding, _ error: any Error) async {
        engine.logger.error("cannot end a run", metadata: ["run": "\(record.id)", "error": "\(error)"])
        guard case .completed = ending, !(error is JournalUnavailable), !(error is CancellationError) else { return }
        await settle(.failed(RunFailure(kind: RunFailure.journal, message: "The run's output was refused: \(error)")))
    }
}

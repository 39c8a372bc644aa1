import Logging

/// Takes one claimed run from its journal to its next stop.
struct RunDriver {
    let engine: RunEngine
    let record: RunRecord
    let scope: RunScope

    func drive() async {
        let ending = await replay()
        engine.faults.reach(.runSettling)
        await settle(ending)
        engine.faults.reach(.runSettled)
    }

    /// Runs the body, skipping what is recorded, until it ends or unwinds.
    private func replay() async -> RunEnding {
        let result: Result<JSONText, any Error>
        do {
            let body = try engine.workflows.body(name: record.seed.workflow, version: record.seed.version)
            let history = try await history()
            for (interaction, answer) in history.answers { scope.deliver(interaction, answer) }
            let runtime = RunRuntime(record: record, history: history, scope: scope, engine: engine)
            result = .success(try await body(WorkflowContext(runtime: runtime), record.seed.input))
        } catch {
            result = .failure(error)
        }
        return Self.ending(of: result, in: scope)
    }

    /// A run that was never driven before has nothing to replay.
    private func history() async throws -> RunHistory {
        guard record.epoch > 1 else { return .none }
        let (steps, answers) = try await engine.journal.history(of: record.id)
        return RunHistory(steps: steps, answers: answers)
    }

    /// What became of the run: the scope decides, never what the body threw (D6).
    static func ending(of result: Result<JSONText, any Error>, in scope: RunScope) -> RunEnding {
        let closing = scope.closing
        if closing == .leaseLost { return .released }
        let waits = scope.waits
        if !waits.isEmpty, closing == nil { return .waiting(waits) }
        if scope.turnedBodyAway || !waits.isEmpty { return closing == .release ? .released : .unwound }
        switch result {
        case .success(let output): return .completed(output)
        case .failure(let error) where closing != nil && (error is Suspended || error is CancellationError):
            return closing == .release ? .released : .unwound
        case .failure(let error): return .failed(.describing(error, at: nil))
        }
    }

    /// Writes the ending; while the journal cannot be written (a full disk) it tries again and loses nothing.
    private func settle(_ ending: RunEnding) async {
        while !Task.isCancelled {
            do {
                let state = try await engine.journal.settle(ending, under: record.lease)
                engine.changed([record.id: state])
                return
            } catch is LeaseLost {
                return
            } catch {
                engine.logger.error(
                    "cannot write the end of a run; trying again", metadata: ["run": "\(record.id)", "error": "\(error)"])
                // A cancelled sleep ends the loop: the run stays claimed and is rescued by the next server.
                try? await engine.clock.sleep(until: engine.clock.now() + .seconds(1))
            }
        }
    }
}

extension RunEngine {
    /// Starts a finished run once more, as a run of its own, and returns when that is durable (D1). The original stays as it
    /// is; what cannot follow from the repeated steps is taken over from its journal, and so not run again (D3).
    /// - Parameters:
    ///   - original: a run that is over.
    ///   - targets: paths of steps or of branches; each group is repeated as one. None repeats everything.
    ///   - seed: makes the seed of the new run from that of the original.
    /// - Throws: ``UnknownStep``; ``RunFailure`` when this server does not have the workflow any more.
    public func rerun(
        _ original: RunRecord, from targets: [[String]], as seed: (RunSeed) throws -> RunSeed
    ) async throws -> RunRecord {
        precondition(original.state.isTerminal, "only what is over can be repeated: \(original.id)")
        _ = try workflows.body(name: original.seed.workflow, version: original.seed.version)
        let kept = try await keptSteps(of: original, from: targets)
        var next = try seed(original.seed)
        next.origin = RunOrigin(run: original.id, steps: targets.compactMap(\.last))
        let record = try await journal.create(next, keeping: kept)
        faults.reach(.runCreated)
        wake()
        return record
    }

    /// What a re-run would take over from the journal of the original.
    /// - Throws: ``UnknownStep``.
    public func keptSteps(of original: RunRecord, from targets: [[String]]) async throws -> [StepRecord] {
        guard !targets.isEmpty else { return [] }
        let history = try await journal.history(of: original.id).steps
        return try KeptSteps(of: history, before: targets, at: clock.now()).records
    }
}

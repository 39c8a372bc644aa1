extension RunEngine {
    /// Starts a run and returns when it is durable (D1); it is driven as soon as a slot is free.
    public func start<Started: Workflow>(
        _ workflow: Started.Type, _ input: Started.Input, id: RunID, labels: [String: String] = [:], priority: Int = 0,
        idempotencyKey: String? = nil
    ) async throws -> RunRecord {
        let record = try await journal.create(
            RunSeed(
                id: id, workflow: Started.name, version: Started.version, lane: Started.lane, input: try JSONText(input),
                labels: labels, priority: priority, idempotencyKey: idempotencyKey))
        faults.reach(.runCreated)
        wake()
        return record
    }

    /// Parks a run. - Returns: nil when there is no such run.
    public func pause(_ run: RunID, mode: PauseMode) async throws -> CommandOutcome? {
        try await command(.pauseRequested, mode, run)
    }

    /// Continues a paused run. - Returns: nil when there is no such run.
    public func resume(_ run: RunID) async throws -> CommandOutcome? {
        try await command(.resumeRequested, nil, run)
    }

    /// Ends a run for good. - Returns: nil when there is no such run.
    public func abort(_ run: RunID) async throws -> CommandOutcome? {
        try await command(.abortRequested, nil, run)
    }

    /// Answers a run's question; the first answer wins.
    public func answer(_ interaction: String, with content: JSONText, to run: RunID) async throws -> AnswerOutcome {
        let outcome = try await journal.answer(interaction, with: content, to: run)
        faults.reach(.answerStored)
        guard case .accepted(let state) = outcome else { return outcome }
        scope(of: run)?.deliver(interaction, content)
        changed([run: state])
        return outcome
    }

    /// Says something to a run unasked; its code finds it in ``StepAttempt/instructions`` when it looks.
    public func instruct(_ name: String, _ content: JSONText, to run: RunID) async throws -> AnswerOutcome {
        let outcome = try await journal.instruct(name, content, to: run)
        if case .accepted = outcome { scope(of: run)?.deliver(name, content) }
        return outcome
    }

    /// Stores a command before it acts, so that it survives a crash.
    private func command(_ event: RunEvent, _ mode: PauseMode?, _ run: RunID) async throws -> CommandOutcome? {
        let outcome = try await journal.command(event, pauseMode: mode, to: run)
        faults.reach(.commandStored)
        guard let outcome else { return nil }
        obey(outcome.reached, mode)
        await tellEnds(outcome.reached)
        return outcome
    }

    /// Makes new states known after their commit: to the runs driven here, and to whoever waits for them.
    func obey(_ reached: [RunID: RunState], _ mode: PauseMode? = nil) {
        for (run, state) in reached { signal(run, state, mode) }
        changed(reached)
    }

    private func signal(_ run: RunID, _ state: RunState, _ mode: PauseMode?) {
        switch state {
        case .pausing: scope(of: run)?.close(.stop(mode == .now ? .pauseNow : .pauseAtStep))
        case .aborting: scope(of: run)?.close(.stop(.abort))
        case .pending, .running, .paused, .waiting, .completed, .failed, .aborted: break
        }
    }
}

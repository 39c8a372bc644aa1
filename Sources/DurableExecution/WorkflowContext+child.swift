extension WorkflowContext {
    /// Starts another run and returns its output; the child is paused, resumed and aborted with this run.
    /// - Throws: ``StepFailure`` when the child failed or was aborted.
    public func child<Child: Workflow>(
        _ workflow: Child.Type, _ name: String, _ input: Child.Input, labels: [String: String] = [:], priority: Int = 0
    ) async throws -> Child.Output {
        try await childEnd(workflow, name, input, labels: { _ in labels }, priority: priority).result.get()
    }

    /// Starts another run and returns what came of it, a failure included.
    /// - Parameters:
    ///   - input: what it gets.
    ///   - name: identifies the child within its branch.
    ///   - priority: the higher, the sooner it is claimed.
    ///   - workflow: what the child does.
    ///   - labels: is given the child's id.
    ///   - stop: ends the child early; then the result is a failure of kind ``RunFailure/cancelled``, unless the child was
    ///     faster.
    /// - Throws: only when the run itself must unwind.
    public func childEnd<Child: Workflow>(
        _ workflow: Child.Type, _ name: String, _ input: Child.Input, labels: (RunID) -> [String: String] = { _ in [:] },
        priority: Int = 0, stop: ChildStop? = nil
    ) async throws -> ChildEnd<Child.Output> {
        let (path, position) = try begin(name, .child)
        if let output: Child.Output = try recorded(path) { return end(path, .success(output)) }
        if let failure = finalFailure(path) { return end(path, .failure(failure)) }
        if unfinished(path) == nil, stop?.isRaised == true {
            return ChildEnd(run: nil, result: .failure(try await refuse(path, position)))
        }
        do {
            let start = try await startChild(path, position) { id in
                RunSeed(
                    id: id, workflow: Child.name, version: Child.version, lane: Child.lane, input: try JSONText(input),
                    labels: labels(id), priority: priority, parent: self.run)
            }
            return try await outcome(of: start, stop)
        } catch let failure as StepFailure {
            return ChildEnd(run: nil, result: .failure(failure))
        }
    }

    /// The recorded end of a child.
    private func end<Output>(_ path: StepPath, _ result: Result<Output, StepFailure>) -> ChildEnd<Output> {
        let id = runtime.history.attempts(of: path).first?.start.callID ?? ""
        return ChildEnd(run: id.isEmpty ? nil : RunID(rawValue: id), result: result)
    }

    private func refuse(_ path: StepPath, _ position: Int) async throws -> StepFailure {
        let failure = RunFailure(kind: RunFailure.cancelled, message: "It was not needed any more.", path: path)
        return try await fail(instant(path, .child, position), failure)
    }

    private func startChild(_ path: StepPath, _ position: Int, _ seed: (RunID) throws -> RunSeed) async throws -> StepStart {
        if let begun = unfinished(path) { return begun.start }
        let id = runtime.engine.makeID()
        let start = instant(path, .child, position, callID: id.rawValue)
        do {
            try await runtime.append(.childStarted(start, try seed(id)))
        } catch is Suspended {
            throw suspend()
        } catch {
            // No run was made, so the record must not name one.
            throw try await fail(instant(path, .child, position), .describing(error, at: path))
        }
        runtime.engine.wake()
        return start
    }

    private func outcome<Output: Codable & Sendable>(
        of start: StepStart, _ stop: ChildStop?
    ) async throws -> ChildEnd<Output> {
        let run = RunID(rawValue: start.callID)
        guard let child = await runtime.settled(run, for: start.path, stop) else { throw suspend() }
        guard let output = child.output, child.state == .completed else {
            let failure = child.failure ?? .aborted(run, start.path, isUnwanted: stop?.isRaised == true)
            return ChildEnd(run: run, result: .failure(try await fail(start, failure)))
        }
        try await append(.stepCompleted(start, output: output, at: runtime.clock.now()))
        runtime.tell(start, outcome: "completed")
        return ChildEnd(run: run, result: .success(try decoded(output, of: start.path)))
    }
}

extension RunFailure {
    /// A child was aborted: by the run that awaits it, or by somebody else.
    fileprivate static func aborted(_ child: RunID, _ path: StepPath, isUnwanted: Bool) -> RunFailure {
        isUnwanted
            ? RunFailure(kind: cancelled, message: "The run \(child) was ended: it was not needed any more.", path: path)
            : RunFailure(kind: aborted, message: "The run \(child) was aborted.", path: path)
    }
}

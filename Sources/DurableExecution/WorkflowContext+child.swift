extension WorkflowContext {
    /// Starts another run and returns its output; the child is paused, resumed and aborted with this run.
    /// - Throws: ``StepFailure`` when the child failed or was aborted.
    public func child<Child: Workflow>(
        _ workflow: Child.Type, _ name: String, _ input: Child.Input, labels: [String: String] = [:], priority: Int = 0
    ) async throws -> Child.Output {
        let (path, position) = try begin(name, .child)
        if let output: Child.Output = try recorded(path) { return output }
        if let failure = finalFailure(path) { throw failure }
        let start = try await startChild(path, position) { id in
            RunSeed(
                id: id, workflow: Child.name, version: Child.version, lane: Child.lane, input: try JSONText(input),
                labels: labels, priority: priority, parent: self.run)
        }
        return try await outcome(of: start)
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
            throw try await fail(start, .describing(error, at: path))
        }
        runtime.engine.wake()
        return start
    }

    private func outcome<Output: Codable & Sendable>(of start: StepStart) async throws -> Output {
        guard let child = await runtime.settled(RunID(rawValue: start.callID), for: start.path) else { throw suspend() }
        guard let output = child.output, child.state == .completed else {
            let aborted = RunFailure(kind: RunFailure.aborted, message: "The run \(child.id) was aborted.", path: start.path)
            throw try await fail(start, child.failure ?? aborted)
        }
        try await append(.stepCompleted(start, output: output, at: runtime.clock.now()))
        return try decoded(output, of: start.path)
    }
}

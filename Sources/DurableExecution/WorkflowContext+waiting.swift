extension WorkflowContext {
    /// Asks a person and returns the answer; until it comes the run is parked and costs no memory.
    /// - Parameters:
    ///   - name: identifies the step within its branch.
    ///   - interaction: names the question within the run; nil makes the step's path its name.
    ///   - question: what is asked.
    public func waitForInput<Answer: Codable & Sendable>(
        _ name: String, interaction: String? = nil, question: some Encodable, as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let (path, position) = try begin(name, .input)
        if let answer: Answer = try recorded(path) { return answer }
        let interaction = interaction ?? path.rawValue
        let start = unfinished(path)?.start ?? instant(path, .input, position)
        if let answer = runtime.scope.answer(to: interaction) {
            let value: Answer = try answer.decode()
            runtime.enqueue(.stepCompleted(start, output: answer, at: runtime.clock.now()))
            return value
        }
        if unfinished(path) == nil {
            let question = RunQuestion(interaction: interaction, content: try JSONText(question))
            try await append(.asked(question, start))
            runtime.faults.reach(.questionAsked)
        }
        runtime.scope.wait(for: .input(interaction))
        throw suspend()
    }

    /// Waits; meanwhile the run is parked and costs no memory.
    public func sleep(_ name: String = "sleep", for duration: Duration) async throws {
        let (path, position) = try begin(name, .timer)
        if let _: Moment = try recorded(path) { return }
        let now = runtime.clock.now()
        let start = unfinished(path)?.start ?? instant(path, .timer, position, callID: String((now + duration).milliseconds))
        let due = Moment(milliseconds: Int64(start.callID) ?? now.milliseconds)
        guard due > now else {
            runtime.enqueue(.stepCompleted(start, output: try JSONText(due), at: now))
            return
        }
        if unfinished(path) == nil { runtime.enqueue(.stepStarted(start)) }
        runtime.scope.wait(for: .timer(due))
        throw suspend()
    }

    /// Starts another run and returns its output; the child is paused, resumed and aborted with this run.
    /// - Throws: ``StepFailure`` when the child failed or was aborted.
    public func child<Child: Workflow>(
        _ workflow: Child.Type, _ name: String, _ input: Child.Input, labels: [String: String] = [:], priority: Int = 0
    ) async throws -> Child.Output {
        let (path, position) = try begin(name, .child)
        if let output: Child.Output = try recorded(path) { return output }
        if let failure = finalFailure(path) { throw StepFailure(failure) }
        let start = try await startChild(path, position) { id in
            RunSeed(
                id: id, workflow: Child.name, version: Child.version, lane: Child.lane, input: try JSONText(input),
                labels: labels, priority: priority, parent: self.run)
        }
        return try await outcome(of: start)
    }

    private func finalFailure(_ path: StepPath) -> RunFailure? {
        for case .failed(let failure, retryAt: nil) in runtime.history.attempts(of: path).map(\.status) { return failure }
        return nil
    }

    private func startChild(_ path: StepPath, _ position: Int, _ seed: (RunID) throws -> RunSeed) async throws -> StepStart {
        if let begun = unfinished(path) { return begun.start }
        let id = runtime.engine.makeID()
        let start = instant(path, .child, position, callID: id.rawValue)
        try await append(.childStarted(start, try seed(id)))
        runtime.engine.wake()
        return start
    }

    private func outcome<Output: Codable & Sendable>(of start: StepStart) async throws -> Output {
        guard let child = try await runtime.engine.settled(RunID(rawValue: start.callID), for: start.path, of: runtime.scope)
        else { throw suspend() }
        let now = runtime.clock.now()
        if let output = child.output, child.state == .completed {
            try await append(.stepCompleted(start, output: output, at: now))
            return try output.decode()
        }
        let failure =
            child.failure ?? RunFailure(kind: "aborted", message: "The run \(child.id) was aborted.", path: start.path)
        try await append(.stepFailed(start, failure, retryAt: nil, at: now))
        throw StepFailure(failure)
    }
}

extension WorkflowContext {
    /// Asks a person and returns the answer; until it comes the run is parked and costs no memory.
    /// - Parameters:
    ///   - type: what the answer is decoded as.
    ///   - name: identifies the step within its branch.
    ///   - interaction: names the question within the run; nil makes the step's path its name.
    ///   - question: what is asked.
    public func waitForInput<Answer: Codable & Sendable>(
        _ name: String, interaction: String? = nil, question: some Encodable, as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        let (path, position) = try begin(name, .input)
        if let answer: Answer = try recorded(path) { return answer }
        if let failure = finalFailure(path) { throw failure }
        let interaction = interaction ?? path.rawValue
        let start = unfinished(path)?.start ?? instant(path, .input, position)
        if let answer = runtime.scope.answer(to: interaction) { return try await accept(answer, start) }
        if unfinished(path) == nil {
            let question = RunQuestion(interaction: interaction, content: try JSONText(question))
            try await append(.asked(question, start))
            runtime.faults.reach(.questionAsked)
        }
        runtime.scope.wait(for: .input(interaction))
        throw suspend()
    }

    /// The answer is durable already, so its step need not be awaited.
    private func accept<Answer: Decodable>(_ answer: JSONText, _ start: StepStart) async throws -> Answer {
        do {
            let value: Answer = try answer.decode()
            runtime.enqueue(.stepCompleted(start, output: answer, at: runtime.clock.now()))
            runtime.tell(start, outcome: "completed")
            return value
        } catch {
            let failure = RunFailure(
                kind: RunFailure.undecodable, message: "The answer is not a \(Answer.self): \(error)", path: start.path)
            throw try await fail(start, failure)
        }
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
            runtime.tell(start, outcome: "completed")
            return
        }
        if unfinished(path) == nil { runtime.enqueue(.stepStarted(start)) }
        runtime.scope.wait(for: .timer(due))
        throw suspend()
    }
}

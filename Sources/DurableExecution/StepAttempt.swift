/// What the body of a step is given: who it is to the outside, what came before, and how to speak to the run.
public struct StepAttempt: Sendable {
    let start: StepStart
    let runtime: RunRuntime
    /// Nil where the body began after it.
    let announcement: StepAnnouncement?
    /// Whether this attempt was begun before, by a driver that is gone: it keeps its ``callID``.
    public let isContinuation: Bool
    /// Where the attempt had got to when it was last noted.
    public let progress: String?
    /// The attempts that failed before this one, oldest first.
    public let failures: [RunFailure]

    /// Counts from 1; a continued attempt keeps its number.
    public var number: Int { start.attempt }
    /// Unique to this attempt, the same after a crash: the idempotency key of what it does.
    public var callID: String { start.callID }
    public var path: StepPath { start.path }
    public var run: RunID { runtime.record.id }
    /// What the run is about.
    public var labels: [String: String] { runtime.record.seed.labels }
    public var now: Moment { runtime.clock.now() }

    /// Returns when the attempt is durable, if its options say that it is announced: what is done from then on cannot be
    /// lost sight of. Only a body whose options say `preparesItself` begins before.
    public func announced() async throws {
        try await announcement?.written()
    }

    /// Requests to stop, the strongest one last. Only for steps whose options say `stopsItself`; read it once.
    public func stopRequests() -> AsyncStream<StopRequest> {
        runtime.scope.stopRequests(for: start.path)
    }

    /// Answers to the run's questions as they arrive, those given before included; read it once.
    public func answers() -> AsyncStream<(interaction: String, content: JSONText)> {
        runtime.scope.answers(for: start.path)
    }

    /// What people have said to the run so far, asked or unasked, by its name.
    public var instructions: [String: JSONText] { runtime.scope.answers }

    /// Adds events to the run's journal, in one transaction with how far the attempt has got.
    ///
    /// They are durable before the step's own end is, and need not be when this returns: it waits only for a journal that is
    /// behind by a megabyte. Only an announced step keeps its progress.
    public func note(_ notes: [RunNote], progress: String? = nil) async {
        await runtime.note(.noted(notes, progress: progress, start), bytes: notes.reduce(0) { $0 + $1.data.text.utf8.count })
    }

    /// Tells those who watch at this moment; nothing is kept.
    public func tell(_ note: RunNote) {
        runtime.engine.tell(runtime.record.seed, note)
    }

    /// Puts a question to a person and returns when it is durable; the answer comes through ``answers()``.
    public func ask(_ question: RunQuestion) async throws {
        try await runtime.append(.asked(question, start))
        runtime.faults.reach(.questionAsked)
    }
}

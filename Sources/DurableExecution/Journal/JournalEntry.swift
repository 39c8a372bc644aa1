/// One thing a driver writes; each is one transaction with the columns it changes and its events (D2).
public enum JournalEntry: Sendable {
    case stepStarted(StepStart)
    case stepCompleted(StepStart, output: JSONText, notes: [RunNote] = [], at: Moment)
    indirect case stepFailed(StepStart, RunFailure, retryAt: Moment?, at: Moment)
    /// Events of a step in flight, with how far its body has got.
    case noted([RunNote], progress: String?, StepStart)
    /// A question to a person; asking the same one again changes nothing.
    indirect case asked(RunQuestion, StepStart)
    /// A step that starts another run: the step and that run's first row.
    indirect case childStarted(StepStart, RunSeed)
}

/// Where runs live: the seam between the engine and a database.
///
/// Every method is one transaction. Those that take a ``RunLease`` throw ``LeaseLost`` and write nothing when the lease is
/// void (D5). What may succeed later is ``JournalUnavailable``; any other error would come again.
public protocol Journal: Sendable {
    /// Stores a run, its input and its first event (D1). A seed whose idempotency key is known returns that run.
    /// - Parameter seed: the workflow, its input, and what the run is about.
    /// - Parameter kept: what is recorded of it before it begins, taken over from the run that it repeats.
    func create(_ seed: RunSeed, keeping kept: [StepRecord]) async throws -> RunRecord
    /// - Returns: nil when no such run was ever created.
    func record(of run: RunID) async throws -> RunRecord?
    /// Every attempt of every step of a run, and the answers given to its questions, by interaction id.
    func history(of run: RunID) async throws -> (steps: [StepRecord], answers: [String: JSONText])

    /// Takes up to `limit` pending runs of a lane for `owner`, the most urgent and oldest first.
    func claim(lane: RunLane, limit: Int, owner: String) async throws -> [RunRecord]
    /// Writes an entry and returns when it is durable. An attempt that is recorded as ended stays as it is (D3).
    /// - Throws: also ``RunIsStopping`` for a child of a run that was asked to stop, and ``RunFailure`` for one that must
    ///   not start.
    func append(_ entry: JournalEntry, under lease: RunLease) async throws
    /// Writes an entry soon, before everything written after it. `failed` is called instead of throwing.
    func enqueue(_ entry: JournalEntry, under lease: RunLease, failed: @escaping @Sendable (any Error) -> Void)
    /// Ends a driver's turn: applies the ending's event to the stored state (D6). The live children of a run that failed are
    /// aborted.
    /// - Returns: the new state of the run, and of every other run that changed with it.
    func settle(_ ending: RunEnding, under lease: RunLease) async throws -> [RunID: RunState]

    /// Applies a command to a run and, unless that refuses it, to its live descendants.
    /// - Returns: nil when no such run was ever created; else the run's answer and every run that accepted it.
    func command(_ event: RunEvent, pauseMode: PauseMode?, to run: RunID) async throws -> CommandOutcome?
    /// What commands ask of runs that are being driven; runs of which nothing is asked are left out.
    func stopRequests(of runs: [RunID]) async throws -> [RunID: StopRequest]
    /// Stores the answer to a question; the first one wins.
    func answer(_ interaction: String, with content: JSONText, to run: RunID) async throws -> AnswerOutcome
    /// Stores what a person says to a run unasked, under a name that is not used yet; the run's code finds it when it looks.
    func instruct(_ name: String, _ content: JSONText, to run: RunID) async throws -> AnswerOutcome

    /// Makes waiting runs whose timer is due pending. - Returns: how many, and when the next timer is due.
    func fireTimers() async throws -> (fired: Int, next: Moment?)
    /// Says that a server lives; its runs are left to it until then.
    func heartbeat(owner: String, until: Moment) async throws
    /// Takes the runs of servers that live no more from them. - Returns: how many.
    func rescue(excluding owner: String) async throws -> Int
}

extension Journal {
    /// Stores a run that begins with an empty journal.
    public func create(_ seed: RunSeed) async throws -> RunRecord {
        try await create(seed, keeping: [])
    }
}

/// The run was settled, taken away or claimed anew: whoever held the lease writes nothing more.
public struct LeaseLost: Error, Sendable, Hashable {
    public let lease: RunLease

    public init(_ lease: RunLease) {
        self.lease = lease
    }
}

/// The journal cannot be used at this moment (a full disk, a locked file); the same call may succeed later.
public struct JournalUnavailable: Error, Sendable, Hashable {
    public let reason: String

    public init(reason: String) {
        self.reason = reason
    }
}

/// The run was asked to pause or to abort, and its scope is about to hear of it.
public struct RunIsStopping: Error, Sendable, Hashable {
    public init() {}
}

/// What a command did.
public struct CommandOutcome: Sendable {
    public let response: RunStateMachine.Response
    /// The state after the command.
    public let state: RunState
    /// Every run that accepted the command, descendants included, with its state after it.
    public let reached: [RunID: RunState]

    public init(response: RunStateMachine.Response, state: RunState, reached: [RunID: RunState]) {
        self.response = response
        self.state = state
        self.reached = reached
    }
}

/// What became of an answer.
public enum AnswerOutcome: Sendable, Hashable {
    /// Stored; the run's state after it.
    case accepted(RunState)
    /// The question was answered before.
    case answeredBefore
    /// The run asks no such question.
    case noSuchQuestion
    /// The run is over.
    case ended(RunState)
    case noSuchRun
}

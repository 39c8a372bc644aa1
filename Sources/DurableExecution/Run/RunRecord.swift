/// What a run is begun with.
public struct RunSeed: Sendable {
    public var id: RunID
    public var workflow: String
    public var version: Int
    public var lane: RunLane
    public var input: JSONText
    /// Names what the run is about (`task_id`, `agent_id`, …); goes into every event of it.
    public var labels: [String: String]
    /// Higher runs first.
    public var priority: Int
    public var parent: RunID?
    /// Two runs never share a key: a second start with it finds the first run.
    public var idempotencyKey: String?
    /// The run that this one repeats.
    public var origin: RunOrigin?

    public init(
        id: RunID, workflow: String, version: Int, lane: RunLane, input: JSONText, labels: [String: String] = [:],
        priority: Int = 0, parent: RunID? = nil, idempotencyKey: String? = nil, origin: RunOrigin? = nil
    ) {
        self.id = id
        self.workflow = workflow
        self.version = version
        self.lane = lane
        self.input = input
        self.labels = labels
        self.priority = priority
        self.parent = parent
        self.idempotencyKey = idempotencyKey
        self.origin = origin
    }
}

/// A run as the journal holds it.
public struct RunRecord: Sendable {
    public let seed: RunSeed
    public var state: RunState
    /// Rises with every claim; a write under an older epoch is refused (D5).
    public var epoch: Int64
    /// How a running run is asked to pause.
    public var pauseMode: PauseMode?
    public var output: JSONText?
    public var failure: RunFailure?
    public var createdAt: Moment
    /// How long it was paused, or waited with nothing else to do, until it was claimed.
    public var parked: Duration

    public var id: RunID { seed.id }
    /// The right to write to this run's journal as long as nobody claims it anew.
    public var lease: RunLease { RunLease(run: id, epoch: epoch) }

    public init(
        seed: RunSeed, state: RunState, epoch: Int64, pauseMode: PauseMode? = nil, output: JSONText? = nil,
        failure: RunFailure? = nil, createdAt: Moment, parked: Duration = .zero
    ) {
        self.seed = seed
        self.state = state
        self.epoch = epoch
        self.pauseMode = pauseMode
        self.output = output
        self.failure = failure
        self.createdAt = createdAt
        self.parked = parked
    }
}

/// A driver's right to write, void as soon as the run has a higher epoch.
public struct RunLease: Sendable, Hashable {
    public let run: RunID
    public let epoch: Int64

    public init(run: RunID, epoch: Int64) {
        self.run = run
        self.epoch = epoch
    }
}

/// When a pause takes hold of work in flight.
public enum PauseMode: String, Codable, CaseIterable, Sendable {
    /// At the next point where nothing is lost: a step's end, an agent's next tool call.
    case step
    /// At once: work in flight is interrupted and continued on resume.
    case now
}

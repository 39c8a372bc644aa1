/// What kind of thing a path names; a replay that finds another kind is refused (D9).
public enum StepKind: String, Codable, CaseIterable, Sendable {
    case step, input, timer, value, note, child
    /// Holds branches; has no record of its own.
    case parallel
}

/// One attempt of a step, as it is begun.
public struct StepStart: Sendable, Hashable {
    public let path: StepPath
    public let kind: StepKind
    /// The how-manieth call of its branch this is, from 1.
    public let position: Int
    /// Counts from 1.
    public let attempt: Int
    /// Names this attempt to the outside (idempotency key); a continued attempt keeps it.
    public let callID: String
    public let fingerprint: String?
    public let startedAt: Moment

    public init(
        path: StepPath, kind: StepKind, position: Int, attempt: Int, callID: String, fingerprint: String?, startedAt: Moment
    ) {
        self.path = path
        self.kind = kind
        self.position = position
        self.attempt = attempt
        self.callID = callID
        self.fingerprint = fingerprint
        self.startedAt = startedAt
    }
}

/// One attempt of a step, as the journal holds it.
public struct StepRecord: Sendable, Hashable {
    /// How an attempt stands.
    public enum Status: Sendable, Hashable {
        case started
        case completed(JSONText)
        /// - Parameter retryAt: when the next attempt may begin; nil when there is none.
        case failed(RunFailure, retryAt: Moment?)
    }

    public let start: StepStart
    public let status: Status
    /// Where the attempt had got to, as its body noted it.
    public let progress: String?
    public let endedAt: Moment?

    public init(start: StepStart, status: Status, progress: String? = nil, endedAt: Moment? = nil) {
        self.start = start
        self.status = status
        self.progress = progress
        self.endedAt = endedAt
    }
}

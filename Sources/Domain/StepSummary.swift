/// One attempt of one step of a run, for people to look at.
public struct StepSummary: Sendable, Hashable, Codable {
    public var path: String
    public var kind: String
    public var attempt: Int
    public var callID: String
    public var status: Status
    public var startedAt: Timestamp
    public var endedAt: Timestamp?
    public var retryAt: Timestamp?
    public var output: JSONValue?
    public var error: String?
    public var cause: String?

    public enum Status: String, Sendable, Codable, CaseIterable {
        case started, completed, failed
    }

    /// An attempt that has begun.
    public init(path: String, kind: String, attempt: Int, callID: String, startedAt: Timestamp, endedAt: Timestamp?) {
        self.path = path
        self.kind = kind
        self.attempt = attempt
        self.callID = callID
        self.startedAt = startedAt
        self.endedAt = endedAt
        status = .started
    }

    private enum CodingKeys: String, CodingKey {
        case path, kind, attempt, status, output, error, cause
        case callID = "call_id"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case retryAt = "retry_at"
    }
}

/// A question to a person that nobody has answered yet.
public struct OpenQuestion: Sendable, Hashable, Codable {
    public var interactionID: String
    public var question: JSONValue
    public var askedAt: Timestamp

    public init(interactionID: String, question: JSONValue, askedAt: Timestamp) {
        self.interactionID = interactionID
        self.question = question
        self.askedAt = askedAt
    }

    private enum CodingKeys: String, CodingKey {
        case question
        case interactionID = "interaction_id"
        case askedAt = "asked_at"
    }
}

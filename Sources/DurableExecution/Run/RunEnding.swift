/// How a driver's turn with a run ended.
public enum RunEnding: Sendable {
    case completed(JSONText)
    case failed(RunFailure)
    /// The scope was closed by a pause or an abort, and the body has unwound.
    case unwound
    /// The body has unwound until one of these happens; never empty.
    case waiting([RunWait])
    /// The driver gives the run back (shutdown): another may continue it.
    case released

    public var event: RunEvent {
        switch self {
        case .completed: .bodyCompleted
        case .failed: .bodyFailed
        case .unwound: .unwound
        case .waiting: .inputAwaited
        case .released: .leaseLost
        }
    }

    /// Nil for a run that did not fail.
    var failure: RunFailure? {
        if case .failed(let failure) = self { failure } else { nil }
    }
}

/// What a parked run waits for.
public enum RunWait: Sendable, Hashable, Codable {
    /// The answer to a question, by its interaction id.
    case input(String)
    /// A point in time.
    case timer(Moment)
}

/// Something only a person can decide.
public struct RunQuestion: Sendable, Hashable {
    /// Unique within the run.
    public let interaction: String
    /// What is asked, as JSON.
    public let content: JSONText

    public init(interaction: String, content: JSONText) {
        self.interaction = interaction
        self.content = content
    }
}

/// Something a run tells the world: an event, or a line of its log.
public struct RunNote: Sendable, Hashable {
    /// The event's name, such as `message`.
    public let event: String
    /// A JSON object.
    public let data: JSONText

    public init(event: String, data: JSONText) {
        self.event = event
        self.data = data
    }
}

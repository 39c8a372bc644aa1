/// Something that happened, told to everybody who subscribed to it.
public struct Event: Sendable, Hashable {
    public var type: EventType
    /// What happened, such as `created` or `step_completed`.
    public var name: String
    /// A JSON object, as text: it is stored, and sent on, as it is.
    public var data: String
    public var timestamp: Timestamp
    /// What it is about, for subscriptions.
    public var subject: EventSubject

    public init(type: EventType, name: String, data: String, timestamp: Timestamp, subject: EventSubject = EventSubject()) {
        self.type = type
        self.name = name
        self.data = data
        self.timestamp = timestamp
        self.subject = subject
    }
}

public enum EventType: String, Sendable, Codable, CaseIterable {
    case agent = "agent_event"
    case task = "task_event"
    case execution = "execution_event"
    case workflow = "workflow_event"
    /// Something about the server itself, such as that a backup was restored.
    case server = "server_event"
    /// A model's words as they come; told, never stored.
    case output = "output_event"
}

/// The ids an event can be subscribed to by.
public struct EventSubject: Sendable, Hashable {
    public var execution: String?
    public var workflow: String?

    public init(execution: String? = nil, workflow: String? = nil) {
        self.execution = execution
        self.workflow = workflow
    }
}

/// An event with its place in the order of all events.
public struct StoredEvent: Sendable, Hashable {
    /// Rises with every event.
    public let cursor: Int64
    public let event: Event

    public init(cursor: Int64, event: Event) {
        self.cursor = cursor
        self.event = event
    }
}

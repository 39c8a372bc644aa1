/// The conversation that an execution goes on with, instead of one of its own.
public struct ContinuedSession: Sendable, Hashable, Codable {
    /// The backend's id of it.
    public var id: String
    /// What is said next; nil says the whole task. Where the backend has lost the conversation, the whole task is said.
    public var words: String?
    /// Whether the earlier conversation stays as it is, and a copy of it goes on.
    public var isForked: Bool
    /// Whether another agent goes on with it, and has to be introduced.
    public var hasOtherAgent: Bool

    public init(_ id: String, words: String? = nil, isForked: Bool = false, hasOtherAgent: Bool = false) {
        self.id = id
        self.words = words
        self.isForked = isForked
        self.hasOtherAgent = hasOtherAgent
    }
}

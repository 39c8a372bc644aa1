import Domain

/// A conversation that may go over several calls: paused, asked something, tried again.
public struct Conversation: Sendable, Hashable, Codable {
    /// A UUID, chosen and journaled before the model is asked anything.
    public var sessionID: String
    /// Why it goes on; nil at its beginning.
    public var continuation: Continuation?
    /// The session whose words it begins with, which itself stays as it is.
    public var forkedFrom: String?

    public init(sessionID: String, continuation: Continuation? = nil, forkedFrom: String? = nil) {
        self.sessionID = sessionID
        self.continuation = continuation
        self.forkedFrom = forkedFrom
    }

    /// Why a conversation goes on, with what the backend left for itself when it stopped.
    public struct Continuation: Sendable, Hashable, Codable {
        public var reason: Reason
        /// Opaque to everybody but the backend.
        public var token: String?

        public init(reason: Reason, token: String? = nil) {
            self.reason = reason
            self.token = token
        }
    }

    public enum Reason: Sendable, Hashable, Codable {
        /// It was paused, and is resumed.
        case resumed
        /// A person answered what the model, or one of its tools, asked.
        case answered(Interaction, InteractionAnswer)
        /// The last call of it failed; its cause in words.
        case failed(String)
        /// Whoever put the agent to work says more; nil says the call's whole prompt.
        case told(String?)
    }
}

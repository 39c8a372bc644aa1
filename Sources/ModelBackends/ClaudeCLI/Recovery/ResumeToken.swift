import Agents
import Domain

/// What a stopped conversation needs to go on.
struct ResumeToken: Codable, Hashable {
    /// Whether the model has heard anything of the conversation yet.
    var hasSpoken = false
    /// The tool call it stopped before; it is asked about again without another word.
    var deferredToolUseID: String?
    /// A call the model has to ask for again, because it could not be deferred.
    var withheldCall: ClaudeToolCall?
    /// Calls people allowed that the model has not made again yet.
    var approvedCalls: [ClaudeToolCall] = []
    /// Tools that need no more asking in this execution.
    var rememberedTools: [String] = []
    /// Why the conversation goes on, where the model has not been told yet.
    var unsaid: Conversation.Reason?
    /// Calls of the caller's own tools; nil for none.
    var offeredCalls: [OfferedCall]?

    init() {}

    init?(_ text: String?) {
        // A token is ours, or there is none.
        guard let text, let token = try? JSONCoding.decode(text, as: ResumeToken.self) else { return nil }
        self = token
    }

    /// It holds nothing that cannot be encoded.
    var text: String? { try? JSONCoding.encode(self) }
}

public import Domain

/// What came of a call that did not fail.
public struct ModelReply: Sendable, Hashable, Codable {
    public var ending: Ending
    /// The model's last words; of an unfinished call, what there is.
    public var text: String
    /// The answer by the call's schema.
    public var structured: JSONValue?
    /// The calls of the tools that the caller offered, oldest first; nil when it offered none.
    public var offeredCalls: [OfferedCall]?
    public var call: ModelCallReport
    /// The attempts before it that failed; nil for none.
    public var earlier: [ModelCallReport]?

    public init(
        ending: Ending, text: String, structured: JSONValue? = nil, offeredCalls: [OfferedCall]? = nil, call: ModelCallReport
    ) {
        self.ending = ending
        self.text = text
        self.structured = structured
        self.offeredCalls = offeredCalls
        self.call = call
    }

    public enum Ending: Sendable, Hashable {
        case completed
        /// Stopped by a pause; the token continues it.
        case paused(token: String?)
        /// Stopped until a person answers; the token continues it.
        case asked(Interaction, token: String?)
        /// Stopped for good.
        case aborted

        /// Its name in reports and events.
        public var name: String {
            switch self {
            case .completed: "completed"
            case .paused: "paused"
            case .asked: "asked"
            case .aborted: "aborted"
            }
        }
    }
}

extension ModelReply.Ending: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, token, interaction
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let token = try container.decodeIfPresent(String.self, forKey: .token)
        let type = try container.decode(String.self, forKey: .type)
        switch type {
        case "completed": self = .completed
        case "paused": self = .paused(token: token)
        case "asked": self = .asked(try container.decode(Interaction.self, forKey: .interaction), token: token)
        case "aborted": self = .aborted
        default:
            throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "no ending '\(type)'")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .type)
        switch self {
        case .completed, .aborted: break
        case .paused(let token): try container.encodeIfPresent(token, forKey: .token)
        case .asked(let interaction, let token):
            try container.encode(interaction, forKey: .interaction)
            try container.encodeIfPresent(token, forKey: .token)
        }
    }
}

/// What a call tells while it goes on.
public enum ModelEvent: Sendable, Hashable {
    /// Words as they are written; told, not kept.
    case text(String)
    /// Thoughts as they are thought; told, not kept.
    case thinking(String)
    /// A finished piece of the answer; kept.
    case message(String)
    /// The model wants to use a tool; kept.
    case toolUse(id: String, name: String, input: JSONValue)
    /// What the tool answered; kept.
    case toolResult(id: String, content: String, isError: Bool)
    /// What the call has cost so far; told, not kept.
    case usage(Usage)
    /// Something a person should know, such as a retry inside the backend; kept.
    case warning(String)
}

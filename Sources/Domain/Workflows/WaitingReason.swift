/// Why something that is not running does not run.
public struct WaitingReason: Sendable, Hashable, Codable {
    public var kind: Kind
    /// When it goes on by itself; nil where that is not known.
    public var until: Timestamp?
    /// In words: what it waits for, and what ends the waiting.
    public var detail: String

    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Something else has to be done first.
        case dependency
        /// All places are taken.
        case slot
        /// The model's provider asked to wait.
        case rateLimit = "rate_limit"
        /// A limit of money, tokens, calls or time.
        case budget
        /// A person: an answer, or the end of a pause.
        case input
        /// The server that drove it gives no sign of life.
        case lease
        case timer
    }

    public init(_ kind: Kind, until: Timestamp? = nil, _ detail: String) {
        self.kind = kind
        self.until = until
        self.detail = detail
    }
}

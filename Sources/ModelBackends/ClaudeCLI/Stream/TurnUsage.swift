import Domain

/// What a call has used: exact where a result says it, else what the stream tells of tokens.
struct TurnUsage {
    private var settled = Usage.unknown
    /// Messages since the last result; a process that dies without one leaves only these, and no price.
    private var messages = Usage.unknown
    private var current: Usage?

    var total: Usage { settled + messages + (current ?? .unknown) }

    mutating func messageStarted(_ usage: Usage) {
        messages = messages + (current ?? .unknown)
        current = usage
    }

    /// - Parameter usage: of the message as a whole.
    mutating func messageEnded(_ usage: Usage) {
        if let tokens = usage.outputTokens { current?.outputTokens = tokens }
    }

    /// A result says what everything since the last one came to.
    mutating func settle(_ usage: Usage) {
        let isKnown = usage != .unknown
        settled = isKnown ? settled + usage : total
        messages = .unknown
        current = nil
    }

    /// The process ended without saying it.
    mutating func settle() {
        settle(.unknown)
    }
}

/// How one step is run.
public struct StepOptions: Sendable {
    /// When and how often a failed attempt is repeated.
    public var retry: RetryPolicy
    /// The longest one attempt may take; nil for no limit.
    public var timeout: Duration?
    /// Whether the attempt is durable, and told, before its body runs; else it leaves no trace until it ends.
    public var isAnnounced: Bool
    /// Whether the body ends itself when ``StepAttempt/stopRequests()`` says so; else it is cancelled.
    public var stopsItself: Bool
    /// Whether the body begins while it is being announced, and awaits ``StepAttempt/announced()`` before it does anything
    /// that could be noticed outside.
    public var preparesItself: Bool
    /// Changes when what the step is asked to do changes: a replay with another fingerprint is refused (D9).
    public var fingerprint: String?

    public init(
        retry: RetryPolicy = .never, timeout: Duration? = nil, isAnnounced: Bool = false, stopsItself: Bool = false,
        preparesItself: Bool = false, fingerprint: String? = nil
    ) {
        self.retry = retry
        self.timeout = timeout
        self.isAnnounced = isAnnounced
        self.stopsItself = stopsItself
        self.preparesItself = preparesItself
        self.fingerprint = fingerprint
    }
}

/// When a failed attempt is repeated: exponential backoff with full jitter on its upper half.
public struct RetryPolicy: Sendable, Hashable {
    /// How often the step is tried in all, at least once.
    public var attempts: Int
    /// The wait before the second attempt.
    public var initial: Duration
    /// Each further wait is this much longer.
    public var factor: Double
    /// No wait is longer, except when the error itself asks for it.
    public var longest: Duration

    public init(attempts: Int, initial: Duration = .seconds(1), factor: Double = 2, longest: Duration = .seconds(60)) {
        self.attempts = max(1, attempts)
        self.initial = initial
        self.factor = factor
        self.longest = longest
    }

    public static let never = RetryPolicy(attempts: 1)

    /// The wait after a failed attempt, or nil when there is no further one.
    /// - Parameters:
    ///   - attempt: the failed one, counted from 1.
    ///   - chance: 0..<1, moves the wait within its upper half.
    func wait(after attempt: Int, advice: RetryAdvice, chance: Double) -> Duration? {
        guard attempt < attempts else { return nil }
        let backoff = min(initial * pow(factor, attempt - 1), longest)
        let jittered = backoff * (0.5 + chance / 2)
        switch advice {
        case .never: return nil
        case .byPolicy: return jittered
        case .notBefore(let wait): return max(jittered, wait)
        }
    }

    private func pow(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { power, _ in power * base }
    }
}

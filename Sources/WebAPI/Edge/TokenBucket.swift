/// Lets so many things happen over time, and more at once after a rest.
struct TokenBucket: Sendable {
    let rate: Rate
    private var tokens: Double
    private var filledAt: ContinuousClock.Instant

    init(_ rate: Rate, now: ContinuousClock.Instant) {
        self.rate = rate
        tokens = Double(rate.burst)
        filledAt = now
    }

    /// What may still happen at once.
    var remaining: Int { Int(tokens) }

    /// Takes one. - Returns: nil when it was there, else how long to wait for it.
    mutating func take(now: ContinuousClock.Instant) -> Duration? {
        fill(now)
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        return .seconds((1 - tokens) / rate.perSecond)
    }

    /// How long until it is full.
    var untilFull: Duration { .seconds((Double(rate.burst) - tokens) / rate.perSecond) }

    /// Whether it has forgotten that anything happened.
    mutating func isFull(now: ContinuousClock.Instant) -> Bool {
        fill(now)
        return tokens >= Double(rate.burst)
    }

    private mutating func fill(_ now: ContinuousClock.Instant) {
        tokens = min(Double(rate.burst), tokens + (now - filledAt) / .seconds(1) * rate.perSecond)
        filledAt = now
    }
}

/// How often something may happen.
public struct Rate: Sendable, Equatable {
    let perSecond: Double
    /// How often at once, after a rest.
    let burst: Int

    public init(perSecond: Int, burst: Int) {
        self.perSecond = Double(perSecond)
        self.burst = burst
    }
}

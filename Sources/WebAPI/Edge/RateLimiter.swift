import Synchronization

/// A bucket for each client, in memory that has a bound.
final class RateLimiter: Sendable {
    /// What a request is told.
    struct Verdict: Sendable, Equatable {
        let limit: Int
        let remaining: Int
        /// Whole seconds until all of the limit is there again.
        let reset: Int
        /// Whole seconds until the next request may come; nil for one that may.
        let retryAfter: Int?
    }

    private let rate: Rate
    private let capacity: Int
    private let buckets: Mutex<[String: TokenBucket]>
    /// Shared by the clients that come when there is no room for more.
    private static let crowd = "*"

    init(_ rate: Rate, capacity: Int = 10_000) {
        self.rate = rate
        self.capacity = capacity
        buckets = Mutex([:])
    }

    /// How many clients it remembers.
    var count: Int { buckets.withLock { $0.count } }

    func take(_ client: String, now: ContinuousClock.Instant = .now) -> Verdict {
        buckets.withLock { buckets in
            var key = client
            if buckets[client] == nil, buckets.count >= capacity {
                for (name, var bucket) in buckets where bucket.isFull(now: now) { buckets[name] = nil }
                if buckets.count >= capacity { key = Self.crowd }
            }
            var bucket = buckets[key] ?? TokenBucket(rate, now: now)
            let wait = bucket.take(now: now)
            buckets[key] = bucket
            return Verdict(
                limit: rate.burst, remaining: bucket.remaining, reset: Self.whole(bucket.untilFull),
                retryAfter: wait.map { max(1, Self.whole($0)) })
        }
    }

    private static func whole(_ duration: Duration) -> Int {
        Int((duration / .seconds(1)).rounded(.up))
    }
}

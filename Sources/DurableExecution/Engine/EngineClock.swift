import Foundation

/// A point in time: milliseconds since 1970 UTC, as the journal stores it.
public struct Moment: Sendable, Hashable, Comparable, Codable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    public static func < (lhs: Moment, rhs: Moment) -> Bool {
        lhs.milliseconds < rhs.milliseconds
    }

    public static func + (moment: Moment, duration: Duration) -> Moment {
        Moment(milliseconds: moment.milliseconds + duration.milliseconds)
    }

    public static func - (later: Moment, earlier: Moment) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}

/// Where the engine takes its time from; tests put a manual one.
public protocol EngineClock: Sendable {
    func now() -> Moment
    /// - Throws: `CancellationError` when the task is cancelled first.
    func sleep(until moment: Moment) async throws
}

/// The machine's clock.
public struct SystemClock: EngineClock {
    public init() {}

    public func now() -> Moment {
        Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    public func sleep(until moment: Moment) async throws {
        try await Task.sleep(for: moment - now())
    }
}

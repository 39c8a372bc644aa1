import Synchronization

/// Compares the wall's clock with one that cannot be set, and remembers a jump for a while.
struct ClockWatch {
    /// Smaller ones are what synchronisation does all the time.
    private static let tolerance = 1.0
    private static let memory = Duration.seconds(600)

    private var last: (wall: Double, steady: ContinuousClock.Instant)?
    private var jump: (seconds: Double, at: ContinuousClock.Instant)?

    /// - Parameter wall: seconds since 1970.
    /// - Returns: by how many seconds the clock jumped of late; nil when it did not.
    mutating func look(wall: Double, steady: ContinuousClock.Instant) -> Double? {
        defer { last = (wall, steady) }
        if let last {
            let passed = (steady - last.steady).components
            let off = wall - last.wall - Double(passed.seconds) - Double(passed.attoseconds) / 1e18
            if abs(off) > Self.tolerance { jump = (off, steady) }
        }
        guard let jump, steady - jump.at < Self.memory else { return nil }
        return jump.seconds
    }

    /// One that several tasks may ask.
    final class Shared: Sendable {
        private let watch = Mutex(ClockWatch())

        func look(wall: Double, steady: ContinuousClock.Instant) -> Double? {
            watch.withLock { $0.look(wall: wall, steady: steady) }
        }
    }
}

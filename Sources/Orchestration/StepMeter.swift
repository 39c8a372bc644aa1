public import Domain
import Synchronization

/// Counts the steps that end while this process lives.
public final class StepMeter: Sendable {
    /// How many steps ended, and how.
    public struct Counts: Sendable, Hashable {
        public var completed: Int64 = 0
        /// For good.
        public var failed: Int64 = 0
        /// Attempts that failed and were followed by another one.
        public var retried: Int64 = 0
    }

    private let state = Mutex(Counts())

    public init() {}

    public var counts: Counts { state.withLock { $0 } }

    /// Looks through events that were just stored.
    public func count(_ events: [StoredEvent]) {
        state.withLock { counts in
            for event in events {
                switch event.event.name {
                case "step_completed": counts.completed += 1
                case "step_failed": counts.failed += 1
                case "step_retried": counts.retried += 1
                default: break
                }
            }
        }
    }
}

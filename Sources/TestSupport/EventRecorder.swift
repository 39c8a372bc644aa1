public import Domain
import Synchronization

/// Hears every event of a store and lets a test wait for one instead of sleeping.
public final class EventRecorder: Sendable {
    private struct State {
        var events: [StoredEvent] = []
        var waiters: [(matches: @Sendable (StoredEvent) -> Bool, continuation: CheckedContinuation<StoredEvent, Never>)] = []
    }

    private let state = Mutex(State())

    public init() {}

    public var events: [StoredEvent] { state.withLock { $0.events } }

    public func record(_ events: [StoredEvent]) {
        let heard = state.withLock { state in
            state.events += events
            var heard: [(StoredEvent, CheckedContinuation<StoredEvent, Never>)] = []
            state.waiters.removeAll { waiter in
                guard let event = events.first(where: waiter.matches) else { return false }
                heard.append((event, waiter.continuation))
                return true
            }
            return heard
        }
        for (event, continuation) in heard { continuation.resume(returning: event) }
    }

    /// The first event that matches, past or to come.
    public func first(where matches: @escaping @Sendable (StoredEvent) -> Bool) async -> StoredEvent {
        await withCheckedContinuation { continuation in
            let past = state.withLock { state -> StoredEvent? in
                if let event = state.events.first(where: matches) { return event }
                state.waiters.append((matches, continuation))
                return nil
            }
            if let past { continuation.resume(returning: past) }
        }
    }
}

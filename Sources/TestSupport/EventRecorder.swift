public import Domain
import Synchronization

/// Hears every event of a store and lets a test wait for one instead of sleeping.
public final class EventRecorder: Sendable {
    private struct Waiter {
        let id: Int
        let matches: @Sendable (StoredEvent) -> Bool
        var missing: Int
        let continuation: CheckedContinuation<Void, Never>

        /// - Returns: whether it has heard enough.
        mutating func hear(_ events: some Sequence<StoredEvent>) -> Bool {
            missing -= events.count(where: matches)
            return missing <= 0
        }
    }

    private struct State {
        var events: [StoredEvent] = []
        var waiters: [Waiter] = []
        var nextID = 0
        var streams: [AsyncStream<StoredEvent>.Continuation] = []
    }

    private let state = Mutex(State())

    public init() {}

    public var events: [StoredEvent] { state.withLock { $0.events } }

    public func record(_ events: [StoredEvent]) {
        let satisfied = state.withLock { state in
            state.events += events
            for stream in state.streams { for event in events { stream.yield(event) } }
            var satisfied: [Waiter] = []
            for index in state.waiters.indices.reversed() where state.waiters[index].hear(events) {
                satisfied.append(state.waiters.remove(at: index))
            }
            return satisfied
        }
        for waiter in satisfied { waiter.continuation.resume() }
    }

    /// Waits until so many events have matched, past ones included, or until the test's time is up.
    public func heard(_ count: Int = 1, where matches: @escaping @Sendable (StoredEvent) -> Bool) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    var waiter = Waiter(id: id, matches: matches, missing: count, continuation: continuation)
                    if waiter.hear(state.events) || Task.isCancelled { return true }
                    state.waiters.append(waiter)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume()
        }
    }

    /// Every event, past and to come, for as long as it is listened to.
    /// - Parameter start: how many of the first to leave out.
    public func stream(from start: Int = 0) -> AsyncStream<StoredEvent> {
        let (stream, continuation) = AsyncStream<StoredEvent>.makeStream()
        state.withLock { state in
            for event in state.events.dropFirst(start) { continuation.yield(event) }
            state.streams.append(continuation)
        }
        return stream
    }
}

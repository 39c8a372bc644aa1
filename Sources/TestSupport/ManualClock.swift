public import DurableExecution
import Synchronization

/// A clock that stands still until it is moved.
public final class ManualClock: EngineClock {
    private struct Sleeper {
        let moment: Moment
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now: Moment
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
    }

    private let state: Mutex<State>

    public init(_ now: Moment = Moment(milliseconds: 1_800_000_000_000)) {
        state = Mutex(State(now: now))
    }

    public func now() -> Moment {
        state.withLock { $0.now }
    }

    /// When the first sleeper wants to be woken.
    public var nextWake: Moment? {
        state.withLock { $0.sleepers.values.map(\.moment).min() }
    }

    public func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now + duration
            let due = state.sleepers.filter { $0.value.moment <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    public func sleep(until moment: Moment) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if moment <= state.now || Task.isCancelled { return true }
                    state.sleepers[id] = Sleeper(moment: moment, continuation: continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
        try Task.checkCancellation()
    }
}

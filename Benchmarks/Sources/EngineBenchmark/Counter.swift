import Synchronization

/// Counts what happens on other threads and lets one task wait for a number of it.
final class Counter: Sendable {
    private struct State {
        var count = 0
        var waiter: (count: Int, continuation: CheckedContinuation<Void, Never>)?
    }

    private let state = Mutex(State())

    func add(_ number: Int) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.count += number
            guard let waiter = state.waiter, state.count >= waiter.count else { return nil }
            state.count -= waiter.count
            state.waiter = nil
            return waiter.continuation
        }
        waiter?.resume()
    }

    /// Waits until so many have happened since the last wait ended.
    func heard(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.count < count else {
                    state.count -= count
                    return true
                }
                state.waiter = (count, continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}

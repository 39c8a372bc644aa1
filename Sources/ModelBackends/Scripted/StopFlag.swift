import Agents
import Synchronization

/// The strongest stop request so far, for a loop to look at and a wait to be cut short by.
final class StopFlag: Sendable {
    private struct State {
        var raised: CallStop?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var raised: CallStop? { state.withLock { $0.raised } }

    func raise(_ request: CallStop) {
        let waiter = state.withLock { state in
            state.raised = max(state.raised ?? request, request)
            defer { state.waiter = nil }
            return request >= .pauseNow ? state.waiter : nil
        }
        waiter?.resume()
    }

    /// Waits, unless a request to stop at once was raised or is raised meanwhile.
    func wait(_ duration: Duration) async throws {
        guard duration > .zero, raised ?? .pauseAtStep < .pauseNow else { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Task.sleep(for: duration) }
            group.addTask { await self.raisedAtOnce() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func raisedAtOnce() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || state.raised ?? .pauseAtStep >= .pauseNow { return true }
                    state.waiter = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }
}

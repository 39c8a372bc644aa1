import Synchronization

/// Wakes one waiting loop; rings while it is busy are remembered as one.
final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var listener: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func ring() {
        let listener = state.withLock { state in
            defer { state.listener = nil }
            if state.listener == nil { state.hasRung = true }
            return state.listener
        }
        listener?.resume()
    }

    /// Returns at the next ring, or when the task is cancelled.
    func heard() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { listen($0) }
        } onCancel: {
            let listener = state.withLock { state in
                defer { state.listener = nil }
                return state.listener
            }
            listener?.resume()
        }
    }

    /// Returns at the next ring, at a point in time, or when the task is cancelled.
    func heard(orAt moment: Moment, by clock: any EngineClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.heard() }
            // A cancelled sleep means that the bell rang first, or that all is over.
            group.addTask { try? await clock.sleep(until: moment) }
            await group.next()
            group.cancelAll()
        }
    }

    private func listen(_ listener: CheckedContinuation<Void, Never>) {
        let goesOn = state.withLock { state in
            if Task.isCancelled { return true }
            if !state.hasRung { state.listener = listener }
            defer { state.hasRung = false }
            return state.hasRung
        }
        if goesOn { listener.resume() }
    }
}

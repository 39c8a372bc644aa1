import Synchronization

/// Wakes one waiting loop; rings while it is busy are remembered as one.
public final class Bell: Sendable {
    private struct State {
        var hasRung = false
        var listener: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    public init() {}

    public func ring() {
        let listener = state.withLock { state in
            defer { state.listener = nil }
            if state.listener == nil { state.hasRung = true }
            return state.listener
        }
        listener?.resume()
    }

    /// Returns at the next ring, or when the task is cancelled.
    public func heard() async {
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

    /// Returns at the next ring, after a time, or when the task is cancelled.
    /// - Returns: whether it rang.
    public func heard(within duration: Duration) async -> Bool {
        await heard { try await Task.sleep(for: duration) }
    }

    /// Returns at the next ring, at a point in time, or when the task is cancelled.
    func heard(orAt moment: Moment, by clock: any EngineClock) async {
        _ = await heard { try await clock.sleep(until: moment) }
    }

    private func heard(before sleep: @escaping @Sendable () async throws -> Void) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await self.heard()
                return true
            }
            group.addTask {
                // A cancelled sleep means that the bell rang first, or that all is over.
                try? await sleep()
                return false
            }
            let rang = await group.next() ?? false
            group.cancelAll()
            return rang
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

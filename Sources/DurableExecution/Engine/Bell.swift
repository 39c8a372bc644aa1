import Synchronization

/// Wakes one waiting loop; rings while it is busy are remembered as one.
public final class Bell: Sendable {
    private struct State {
        var hasRung = false
        /// Resumed with whether it rang.
        var listener: CheckedContinuation<Bool, Never>?
        /// The number of the present wait: an alarm that was set for an earlier one has nothing to say.
        var wait = 0
        var hasExpired = false

        mutating func begin() -> Int {
            wait += 1
            hasExpired = false
            return wait
        }

        mutating func takeListener() -> CheckedContinuation<Bool, Never>? {
            defer { listener = nil }
            return listener
        }
    }

    private let state = Mutex(State())

    public init() {}

    public func ring() {
        let listener = state.withLock { state in
            if state.listener == nil { state.hasRung = true }
            return state.takeListener()
        }
        listener?.resume(returning: true)
    }

    /// Returns at the next ring, or when the task is cancelled.
    public func heard() async {
        _ = state.withLock { $0.begin() }
        _ = await listen()
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
        let wait = state.withLock { $0.begin() }
        // A cancelled sleep means that the bell rang first, or that all is over.
        async let _: Void = { if (try? await sleep()) != nil { expire(wait) } }()
        return await listen()
    }

    private func expire(_ wait: Int) {
        let listener: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard state.wait == wait else { return nil }
            state.hasExpired = true
            return state.takeListener()
        }
        listener?.resume(returning: false)
    }

    /// - Returns: whether it rang.
    private func listen() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { listener in
                let rang: Bool? = state.withLock { state in
                    if state.hasRung, !Task.isCancelled {
                        state.hasRung = false
                        return true
                    }
                    if state.hasExpired || Task.isCancelled { return false }
                    state.listener = listener
                    return nil
                }
                if let rang { listener.resume(returning: rang) }
            }
        } onCancel: {
            state.withLock { $0.takeListener() }?.resume(returning: false)
        }
    }
}

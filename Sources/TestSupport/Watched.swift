import Synchronization

/// A value that tests wait on instead of sleeping: every change of it wakes those who wait.
public final class Watched<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var version = 0
        var nextID = 0
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state: Mutex<State>

    public init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    public var value: Value { state.withLock { $0.value } }

    @discardableResult
    public func update<Result>(_ change: (inout Value) -> sending Result) -> sending Result {
        let (result, waiters) = state.withLock { state in
            let result = change(&state.value)
            state.version += 1
            defer { state.waiters = [:] }
            return (result, Array(state.waiters.values))
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    /// What `find` finds, now or after a change to come.
    /// - Parameter what: is awaited, in words, for the message of a wait in vain.
    /// - Throws: ``WaitedInVain``.
    @discardableResult
    public func first<Found: Sendable>(
        _ what: String, within patience: Duration = .patience, _ find: @escaping @Sendable (Value) throws -> Found?
    ) async throws -> Found {
        try await withThrowingTaskGroup(of: Found.self) { group in
            group.addTask { try await self.search(find) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw WaitedInVain(what: what, patience: patience, last: "\(self.value)")
            }
            defer { group.cancelAll() }
            guard let found = try await group.next() else { throw CancellationError() }
            return found
        }
    }

    private func search<Found>(_ find: (Value) throws -> Found?) async throws -> Found {
        while true {
            try Task.checkCancellation()
            let (value, version) = state.withLock { ($0.value, $0.version) }
            if let found = try find(value) { return found }
            await change(after: version)
        }
    }

    /// Returns when the value has changed since, or the task is cancelled.
    private func change(after version: Int) async {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.version > version || Task.isCancelled { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
    }
}

/// Something did not happen in time.
public struct WaitedInVain: Error, CustomStringConvertible {
    let what: String
    let patience: Duration
    /// What there was instead.
    let last: String

    public var description: String { "waited \(patience) in vain for \(what); there is: \(last.suffix(4000))" }
}

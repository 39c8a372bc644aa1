import Synchronization

/// The body in flight, and the writing of its beginning beside it.
extension StepRunner {
    /// Begins to write an attempt's beginning; its body, which may be cancelled, does not cancel that.
    func beginAnnouncing(_ start: StepStart, isNew: Bool) -> StepAnnouncement {
        StepAnnouncement(Task { try await announce(start, isNew: isNew) })
    }

    /// Runs work that the scope can cancel without cancelling the workflow's own task.
    func withFlight<Output: Sendable>(
        _ ending: RunScope.Flight.Ending, timeout: Duration?, _ work: @escaping @Sendable () async throws -> Output
    ) async throws -> Output {
        // Entered before the work begins, which may ask at once what it is told to stop for.
        let cancellation = FlightCancellation()
        runtime.scope.takeOff(path, RunScope.Flight(ending: ending, cancel: { cancellation.cancel() }))
        defer { runtime.scope.land(path) }
        let task = Task(operation: work)
        cancellation.bind(to: task)
        return try await withTaskCancellationHandler {
            guard let timeout else { return try await task.value }
            return try await race(task, timeout)
        } onCancel: {
            task.cancel()
        }
    }

    private func race<Output: Sendable>(_ task: Task<Output, any Error>, _ timeout: Duration) async throws -> Output {
        let clock = runtime.clock
        let deadline = clock.now() + timeout
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await clock.sleep(until: deadline)
                task.cancel()
            }
            defer { group.cancelAll() }
            do {
                return try await task.value
            } catch  where clock.now() >= deadline {
                throw RunFailure(kind: RunFailure.timedOut, message: "The step took longer than \(timeout).", path: path)
            }
        }
    }
}

/// Cancels a task that may not have begun yet.
private final class FlightCancellation: Sendable {
    private struct State {
        var isCancelled = false
        var cancelTask: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    func bind<Output>(to task: Task<Output, any Error>) {
        let isCancelled = state.withLock { state in
            state.cancelTask = { task.cancel() }
            return state.isCancelled
        }
        if isCancelled { task.cancel() }
    }

    func cancel() {
        let cancelTask = state.withLock { state in
            state.isCancelled = true
            return state.cancelTask
        }
        cancelTask?()
    }
}

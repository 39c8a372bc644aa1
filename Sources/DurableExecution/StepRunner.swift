/// Runs one step that is not recorded yet: attempts, retries, timeout, and the write that makes it count.
///
/// A class, like ``RunDriver``: what ten thousand steps in flight hold in their frames is kept small.
final class StepRunner: Sendable {
    let runtime: RunRuntime
    let path: StepPath
    let position: Int
    let options: StepOptions

    init(_ runtime: RunRuntime, _ path: StepPath, position: Int, _ options: StepOptions) {
        self.runtime = runtime
        self.path = path
        self.position = position
        self.options = options
    }

    /// - Throws: ``StepFailure`` when the step failed for good, `Suspended` when the body must unwind.
    func run<Output: Codable & Sendable>(
        _ body: @escaping @Sendable (StepAttempt) async throws -> Output
    ) async throws -> Output {
        var failures = try await pastFailures()
        while true {
            let watch = try await begin(after: failures)
            do {
                let ending: RunScope.Flight.Ending = options.stopsItself ? .told : .cancelled
                let output = try await watch.within {
                    try await withFlight(ending, timeout: options.timeout) { try await body(watch.attempt) }
                }
                try await watch.attempt.announced()
                try await complete(watch, output)
                return output
            } catch {
                failures = try await fail(error, watch)
            }
        }
    }

    /// What earlier drivers saw fail; waits until the next attempt may begin.
    private func pastFailures() async throws -> [RunFailure] {
        var failures: [RunFailure] = []
        for record in runtime.history.attempts(of: path) {
            guard case .failed(let failure, let retryAt) = record.status else { continue }
            guard let retryAt else { throw StepFailure(failure) }
            failures.append(failure)
            try await wait(until: retryAt)
        }
        return failures
    }

    private func begin(after failures: [RunFailure]) async throws -> StepWatch {
        guard runtime.scope.isOpen else { throw Suspended() }
        runtime.faults.reach(.stepStarting)
        let attempt = attempt(after: failures)
        if attempt.announcement == nil { try await announce(attempt.start, isNew: !attempt.isContinuation) }
        return StepWatch(attempt)
    }

    // Not async, and no part of what is: the records it looks at do not lie in the frames of ten thousand steps.
    @inline(never)
    private func attempt(after failures: [RunFailure]) -> StepAttempt {
        let number = failures.count + 1
        let recorded = runtime.history.attempts(of: path).first { $0.start.attempt == number }
        let start = recorded?.start ?? start(number)
        let isNew = recorded == nil
        let announcement = options.preparesItself ? beginAnnouncing(start, isNew: isNew) : nil
        return StepAttempt(
            start: start, runtime: runtime, announcement: announcement, isContinuation: !isNew,
            progress: recorded?.progress, failures: failures)
    }

    private func start(_ number: Int) -> StepStart {
        StepStart(
            path: path, kind: .step, position: position, attempt: number,
            callID: "\(runtime.record.id)/\(path)/\(number)", fingerprint: options.fingerprint,
            startedAt: runtime.clock.now())
    }

    /// Nothing begins once the scope is closed, which may come while the attempt is being announced.
    func announce(_ start: StepStart, isNew: Bool) async throws {
        if options.isAnnounced, isNew { try await runtime.append(.stepStarted(start)) }
        runtime.faults.reach(.stepStarted)
        guard runtime.scope.isOpen else { throw Suspended() }
    }

    private func complete(_ watch: StepWatch, _ output: some Codable & Sendable) async throws {
        runtime.faults.reach(.stepFinished)
        let entry = JournalEntry.stepCompleted(
            watch.attempt.start, output: try JSONText(output), at: runtime.clock.now())
        try await runtime.append(entry)
        runtime.faults.reach(.stepCommitted)
        watch.end("completed")
    }

    /// Records a failed attempt and waits for the next; throws when there is none.
    /// - Returns: all that have failed by then.
    private func fail(_ error: any Error, _ watch: StepWatch) async throws -> [RunFailure] {
        let start = watch.attempt.start
        // An attempt whose beginning could not be written, for whatever reason, has no end, either.
        let isWritten = (try? await watch.attempt.announced()) != nil
        if !isWritten || error is Suspended || wasInterrupted(error) {
            watch.end("interrupted")
            throw Suspended()
        }
        let failure = RunFailure.describing(error, at: path)
        watch.end("failed", failure)
        let wait = options.retry.wait(
            after: start.attempt, advice: (error as? any FailureDescribing)?.retry ?? .byPolicy, chance: .random(in: 0..<1))
        let retryAt = wait.map { runtime.clock.now() + $0 }
        try await runtime.append(.stepFailed(start, failure, retryAt: retryAt, at: runtime.clock.now()))
        runtime.faults.reach(.stepFailed)
        guard let retryAt else { throw StepFailure(failure) }
        try await self.wait(until: retryAt)
        return watch.attempt.failures + [failure]
    }

    /// A body that was cancelled, because the scope was closed or the server ends, has not failed.
    private func wasInterrupted(_ error: any Error) -> Bool {
        if Task.isCancelled { return true }
        return switch runtime.scope.closing {
        case nil, .stop(.pauseAtStep): false
        case .stop(.pauseNow), .stop(.abort), .failure: !options.stopsItself || error is CancellationError
        case .release, .leaseLost: true
        }
    }

    /// A short wait is spent here; a long one parks the run.
    private func wait(until moment: Moment) async throws {
        let left = moment - runtime.clock.now()
        guard left > .zero else { return }
        guard left < .seconds(5) else {
            runtime.scope.wait(for: .timer(moment))
            throw Suspended()
        }
        do {
            try await withFlight(.idle, timeout: nil) { [clock = runtime.clock] in try await clock.sleep(until: moment) }
        } catch {
            throw Suspended()
        }
    }
}

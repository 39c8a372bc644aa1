/// What a workflow acts through: steps, branches, children, questions, timers, time and chance, all journaled.
///
/// It is deliberately not Sendable: ``parallel(_:_:key:limit:_:)`` hands each branch a context of its own, so using one
/// from two tasks at once does not compile.
public final class WorkflowContext {
    let runtime: RunRuntime
    private let branch: StepPath
    private var uses: [String: Int] = [:]
    private var position = 0
    private var isSuspended = false

    init(runtime: RunRuntime, branch: StepPath = .root) {
        self.runtime = runtime
        self.branch = branch
    }

    /// The run this belongs to.
    public var run: RunID { runtime.record.id }
    /// How long the run was paused, or waited with nothing else to do, so far: what its limits of time do not count. Not the
    /// same on every replay, so nothing but such a limit may depend on it.
    public var parked: Duration { runtime.record.parked }
    /// What the run is about.
    public var labels: [String: String] { runtime.record.seed.labels }

    /// Runs a closure once and records what it returns; a replay returns the record without running it (D3).
    /// - Parameters:
    ///   - options: how often it is tried, and for how long.
    ///   - name: identifies the step within its branch, together with how often the name was used before.
    ///   - body: may act on the world; it captures values, never the context.
    /// - Throws: ``StepFailure`` when its last attempt failed.
    public func step<Output: Codable & Sendable>(
        _ name: String, _ options: StepOptions = StepOptions(),
        _ body: @escaping @Sendable (StepAttempt) async throws -> Output
    ) async throws -> Output {
        let (path, position) = try begin(name, .step, fingerprint: options.fingerprint)
        if let output: Output = try recorded(path) { return output }
        do {
            return try await StepRunner(runtime, path, position: position, options).run(body)
        } catch is Suspended {
            throw suspend()
        }
    }

    /// Takes the next call's path and checks that it may begin and matches the journal.
    func begin(_ name: String, _ kind: StepKind, fingerprint: String? = nil) throws -> (path: StepPath, position: Int) {
        guard !isSuspended, runtime.scope.isOpen else { throw suspend() }
        let use = uses[name, default: 0] + 1
        uses[name] = use
        position += 1
        let path = branch.appending(name, use: use)
        do {
            try runtime.asked(path, kind: kind, position: position, fingerprint: fingerprint)
        } catch {
            throw mismatch(error)
        }
        return (path, position)
    }

    /// The recorded output of a path.
    func recorded<Output: Decodable>(_ path: StepPath) throws(Suspended) -> Output? {
        for case .completed(let output) in runtime.history.attempts(of: path).map(\.status) {
            return try decoded(output, of: path)
        }
        return nil
    }

    /// A recorded output in the type that the code expects.
    func decoded<Output: Decodable>(_ output: JSONText, of path: StepPath) throws(Suspended) -> Output {
        do {
            return try output.decode()
        } catch {
            throw mismatch(.changedCode(path, "has a recorded output that is not a \(Output.self) any more: \(error)"))
        }
    }

    /// The recorded failure of a step that is not tried again.
    func finalFailure(_ path: StepPath) -> StepFailure? {
        for case .failed(let failure, retryAt: nil) in runtime.history.attempts(of: path).map(\.status) {
            return StepFailure(failure)
        }
        return nil
    }

    /// The begun but unfinished attempt of a path.
    func unfinished(_ path: StepPath) -> StepRecord? {
        runtime.history.attempts(of: path).first { $0.status == .started }
    }

    /// Writes an entry durably, or unwinds this branch.
    func append(_ entry: JournalEntry) async throws(Suspended) {
        do {
            try await runtime.append(entry)
        } catch {
            throw suspend()
        }
    }

    /// Ends the run, not just this branch, whatever the body catches (D9).
    private func mismatch(_ failure: RunFailure) -> Suspended {
        runtime.scope.close(.failure(failure))
        return suspend()
    }

    /// Records that a step without attempts of its own has failed, and returns what to throw.
    func fail(_ start: StepStart, _ failure: RunFailure) async throws(Suspended) -> StepFailure {
        try await append(.stepFailed(start, failure, retryAt: nil, at: runtime.clock.now()))
        runtime.tell(start, outcome: "failed")
        return StepFailure(failure)
    }

    /// Whether this branch was told to unwind: it waits for something, or the run stops. What it throws then is no failure.
    public var hasUnwound: Bool { isSuspended }

    /// Marks this branch as unwinding: whatever the body catches, nothing more begins in it.
    func suspend() -> Suspended {
        isSuspended = true
        runtime.scope.unwind()
        return Suspended()
    }
}

@available(*, unavailable)
extension WorkflowContext: Sendable {}

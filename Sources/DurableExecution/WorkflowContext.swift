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
    /// What the run is about.
    public var labels: [String: String] { runtime.record.seed.labels }

    /// Runs a closure once and records what it returns; a replay returns the record without running it (D3).
    /// - Parameters:
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
            return try await StepRunner(runtime: runtime, path: path, position: position, options: options).run(body)
        } catch is Suspended {
            throw suspend()
        }
    }

    /// Takes the next call's path and checks that it may begin and matches the journal.
    func begin(_ name: String, _ kind: StepKind, fingerprint: String? = nil) throws -> (path: StepPath, position: Int) {
        guard !isSuspended, runtime.scope.admits() else { throw suspend() }
        let use = uses[name, default: 0] + 1
        uses[name] = use
        position += 1
        let path = branch.appending(name, use: use)
        try runtime.history.check(path, kind: kind, position: position, fingerprint: fingerprint)
        return (path, position)
    }

    /// The recorded output of a path.
    func recorded<Output: Decodable>(_ path: StepPath) throws -> Output? {
        for record in runtime.history.attempts(of: path) {
            guard case .completed(let output) = record.status else { continue }
            do {
                return try output.decode()
            } catch {
                throw RunFailure(
                    kind: RunFailure.nondeterminism,
                    message: "The recorded output of step \(path) is not a \(Output.self) any more: \(error)", path: path)
            }
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

    /// Whether this branch was told to unwind.
    var hasUnwound: Bool { isSuspended }

    /// Marks this branch as unwinding: whatever the body catches, nothing more begins in it.
    func suspend() -> Suspended {
        isSuspended = true
        return Suspended()
    }
}

@available(*, unavailable)
extension WorkflowContext: Sendable {}

import Domain
import DurableExecution
import Persistence

/// From where a run is repeated, as somebody says it.
struct RerunTargets {
    /// Of steps or branches.
    let paths: [String]
    /// Tasks whose work is repeated, wherever in the run it was done.
    let tasks: [String]

    /// Repeats everything.
    static let everything = RerunTargets(paths: [], tasks: [])

    private init(paths: [String], tasks: [String]) {
        self.paths = paths
        self.tasks = tasks
    }

    /// - Throws: ``DomainError/invalid(_:)``.
    init(_ json: JSONValue) throws(DomainError) {
        var fields = FieldReader(json, at: ["body"])
        paths = Self.read("from_step", json, &fields)
        tasks = Self.read("from_task", json, &fields)
        try fields.finish()
    }

    private static func read(_ name: String, _ json: JSONValue, _ fields: inout FieldReader) -> [String] {
        switch json[name] {
        case nil, .null: []
        case .string(let text): text.isEmpty ? [] : [text]
        default: fields.texts(name)
        }
    }

    /// What is repeated, each group as one.
    /// - Parameters:
    ///   - steps: those of the run.
    ///   - runs: the runs of a task's executions.
    func groups(in steps: [StepSummary], runs: [String: Set<String>]) -> [[String]] {
        let known = Set(steps.map(\.path))
        return paths.map { Self.withPlace($0, in: known) }
            + tasks.map { task in
                let branches = Set(known.compactMap { Self.branch(of: task, in: $0) })
                if !branches.isEmpty { return branches.sorted() }
                let own = steps.filter { runs[task]?.contains($0.callID) ?? false }.map(\.path)
                return own.isEmpty ? [task] : own.flatMap { Self.withPlace($0, in: known) }
            }
    }

    /// An execution is repeated with the choice of who does it, the step before it, which says when it began.
    private static func withPlace(_ path: String, in known: Set<String>) -> [String] {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let last = parts.popLast(), last == "execution" || last.hasPrefix("execution#") else { return [path] }
        let place = (parts + ["place" + last.dropFirst("execution".count)]).joined(separator: "/")
        return known.contains(place) ? [place, path] : [path]
    }

    /// The branch of a step in which all the work on a task is done; nil for a step elsewhere.
    private static func branch(of task: String, in path: String) -> String? {
        let parts = path.split(separator: "/")
        guard let index = parts.dropLast().firstIndex(of: task[...]) else { return nil }
        return parts[...index].joined(separator: "/")
    }
}

extension RunControl {
    /// Repeats a finished run.
    /// - Throws: ``DomainError``.
    func rerun(
        _ id: String, from targets: RerunTargets, as seed: (RunSeed) throws -> RunSeed
    ) async throws -> RunRecord {
        try await repeating(id, targets) { try await engine.rerun($0, from: $1, as: seed) }
    }

    /// What repeating a finished run would keep.
    /// - Throws: ``DomainError``.
    func keptSteps(of id: String, from targets: RerunTargets) async throws -> [StepRecord] {
        try await repeating(id, targets) { try await engine.keptSteps(of: $0, from: $1) }
    }

    private func repeating<Result>(
        _ id: String, _ targets: RerunTargets, _ body: (RunRecord, [[String]]) async throws -> Result
    ) async throws -> Result {
        guard let original = try await engine.journal.record(of: RunID(rawValue: id)) else {
            throw DomainError.notFound(kind: kind, id: id)
        }
        guard original.state.isTerminal else {
            throw DomainError.conflict(
                "\(kind.sentenceStart) \(id) is \(original.state.rawValue); only what is over can be repeated. Abort it, or "
                    + "wait for its end.",
                state: original.state.rawValue)
        }
        do {
            let steps = try await store.steps(of: ExecutionID(rawValue: id))
            let executions = try await store.executions(of: WorkflowExecutionID(rawValue: id))
            let runs = Dictionary(grouping: executions, by: \.taskID.rawValue).mapValues { Set($0.map(\.id.rawValue)) }
            return try await body(original, targets.groups(in: steps, runs: runs))
        } catch let unknown as UnknownStep {
            let msg = "'\(unknown.path)' is no step, and no task at work, of this \(kind)"
            throw DomainError.invalid([FieldIssue(loc: ["body", "from_step"], msg: msg, type: "unknown_step")])
        } catch let failure as RunFailure {
            throw DomainError.conflict(failure.message, state: original.state.rawValue)
        }
    }
}

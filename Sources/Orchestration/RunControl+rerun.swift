import Domain
import DurableExecution
import Persistence

/// From where a run is repeated, as somebody says it.
struct RerunTargets {
    /// None means everything.
    let paths: [String]

    init(paths: [String]) {
        self.paths = paths
    }

    /// - Throws: ``DomainError/invalid(_:)``.
    init(_ json: JSONValue) throws(DomainError) {
        var fields = FieldReader(json, at: ["body"])
        switch json["from_step"] {
        case nil, .null: paths = []
        case .string(let path): paths = path.isEmpty ? [] : [path]
        default: paths = fields.texts("from_step")
        }
        try fields.finish()
    }

    /// An execution is repeated with the choice of who does it, the step before it, which says when it began.
    /// - Parameter known: the paths of all steps.
    func groups(in known: Set<String>) -> [[String]] {
        paths.map { path in
            var parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard let last = parts.popLast(), last == "execution" || last.hasPrefix("execution#") else { return [path] }
            let place = (parts + ["place" + last.dropFirst("execution".count)]).joined(separator: "/")
            return known.contains(place) ? [place, path] : [path]
        }
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
            let known = try await Set(store.steps(of: ExecutionID(rawValue: id)).map(\.path))
            return try await body(original, targets.groups(in: known))
        } catch let unknown as UnknownStep {
            let msg = "'\(unknown.path)' is no step of this \(kind)"
            throw DomainError.invalid([FieldIssue(loc: ["body", "from_step"], msg: msg, type: "unknown_step")])
        } catch let failure as RunFailure {
            throw DomainError.conflict(failure.message, state: original.state.rawValue)
        }
    }
}

/// What a replay finds recorded, by path.
struct RunHistory: Sendable {
    private var attempts: [StepPath: [StepRecord]] = [:]
    private var lastPosition: [StepPath: Int] = [:]
    static let none = RunHistory(steps: [])

    /// The paths recorded, oldest first.
    let paths: [StepPath]

    init(steps: [StepRecord]) {
        var seen: Set<StepPath> = []
        paths = steps.map(\.start.path).filter { seen.insert($0).inserted }
        for record in steps.sorted(by: { $0.start.attempt < $1.start.attempt }) {
            attempts[record.start.path, default: []].append(record)
            let branch = record.start.path.branch
            lastPosition[branch] = max(lastPosition[branch] ?? 0, record.start.position)
        }
    }

    /// The attempts of a step, oldest first.
    func attempts(of path: StepPath) -> [StepRecord] {
        attempts[path] ?? []
    }

    /// Compares what the code asks with what is recorded there (D9).
    /// - Throws: ``RunFailure`` of kind ``RunFailure/nondeterminism`` that names the path.
    func check(_ path: StepPath, kind: StepKind, position: Int, fingerprint: String?) throws(RunFailure) {
        guard let recorded = attempts[path]?.first?.start else {
            guard kind != .parallel else { return }
            guard position > lastPosition[path.branch] ?? 0 else {
                throw .changedCode(path, "is new where the journal holds another step")
            }
            return
        }
        guard recorded.kind == kind else {
            throw .changedCode(path, "is recorded as \(recorded.kind), but the code asks for \(kind)")
        }
        guard recorded.position == position else {
            throw .changedCode(path, "was call \(recorded.position) of its branch and is now call \(position)")
        }
        guard recorded.fingerprint == nil || fingerprint == nil || recorded.fingerprint == fingerprint else {
            throw .changedCode(path, "was recorded with another input")
        }
    }

}

extension RunFailure {
    /// The workflow's code no longer matches its journal.
    /// - Parameter what: is said of the step.
    static func changedCode(_ path: StepPath, _ what: String) -> RunFailure {
        RunFailure(
            kind: nondeterminism,
            message: "The workflow's code no longer matches its journal: step \(path) \(what). Start a new run, "
                + "or deploy the code this run began with.",
            path: path)
    }
}

/// What a re-run takes over from the journal of the run that it repeats: whatever cannot follow from the repeated steps.
///
/// In the branch of a repeated step that is what was asked before it. In other branches it is what had ended before the
/// repeated step did, and every child run that had begun by then and completed: it cannot have known what came of the step.
/// A child that failed later may have failed because of it, so it is repeated. In doubt a step is repeated, never stale.
struct KeptSteps {
    /// In the order of the journal.
    let records: [StepRecord]

    /// - Parameters:
    ///   - history: every attempt of every step of the run that is repeated.
    ///   - targets: paths of steps or of branches; each group is repeated as one. None keeps nothing.
    ///   - now: when the re-run begins.
    /// - Throws: ``UnknownStep``.
    init(of history: [StepRecord], before targets: [[String]], at now: Moment) throws(UnknownStep) {
        let attempts = Dictionary(grouping: history, by: \.start.path)
        var kept = targets.isEmpty ? [] : Set(attempts.filter { Self.isOver($0.value) }.keys)
        var began = now
        for target in targets {
            let cut = try Cut(target, in: attempts)
            kept = kept.filter { path in attempts[path].map { cut.keeps(path, $0) } ?? false }
            began = min(began, cut.began)
        }
        kept = Self.withoutGaps(kept, attempts)
        let delay = now - began
        records = history.filter { kept.contains($0.start.path) }.map { $0.isBeginning ? $0.delayed(by: delay) : $0 }
    }

    /// Whether the last attempt has ended for good.
    private static func isOver(_ attempts: [StepRecord]) -> Bool {
        switch attempts.max(by: { $0.start.attempt < $1.start.attempt })?.status {
        case .completed, .failed(_, retryAt: nil): true
        case .failed, .started, nil: false
        }
    }

    /// A branch is kept up to its first step that is not: the code cannot ask for a later one before it.
    private static func withoutGaps(_ kept: Set<StepPath>, _ attempts: [StepPath: [StepRecord]]) -> Set<StepPath> {
        var gaps: [StepPath: Int] = [:]
        for (path, records) in attempts where !kept.contains(path) {
            gaps[path.branch] = min(gaps[path.branch] ?? .max, records[0].start.position)
        }
        return kept.filter { path in (attempts[path]?[0].start.position ?? 0) < gaps[path.branch] ?? .max }
    }
}

/// Where one group of repeated steps begins and ends.
private struct Cut {
    let began: Moment
    private let repeated: Set<StepPath>
    /// The first repeated position of each branch that has one.
    private let positions: [StepPath: Int]
    /// Nil when it never ended.
    private let ended: Moment?

    init(_ target: [String], in attempts: [StepPath: [StepRecord]]) throws(UnknownStep) {
        var repeated: Set<StepPath> = []
        for path in target {
            let found = attempts.keys.filter { $0.rawValue == path || $0.rawValue.hasPrefix(path + "/") }
            guard !found.isEmpty else { throw UnknownStep(path: path) }
            repeated.formUnion(found)
        }
        self.repeated = repeated
        let records = repeated.flatMap { attempts[$0] ?? [] }
        began = records.map(\.start.startedAt).min() ?? Moment(milliseconds: 0)
        var positions: [StepPath: Int] = [:]
        for record in records {
            let branch = record.start.path.branch
            positions[branch] = min(positions[branch] ?? .max, record.start.position)
        }
        self.positions = positions
        // Values and notes take no time; what others could learn of is the end of the work.
        let work = records.filter { $0.start.kind.isWork }
        let ends = (work.isEmpty ? records : work).map(\.endedAt)
        ended = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
    }

    func keeps(_ path: StepPath, _ attempts: [StepRecord]) -> Bool {
        if repeated.contains(path) { return false }
        if let position = positions[path.branch] { return attempts[0].start.position < position }
        guard let ended, let last = attempts.max(by: { $0.start.attempt < $1.start.attempt }) else { return true }
        if let end = last.endedAt, end < ended { return true }
        guard case .completed = last.status else { return false }
        return last.start.kind == .child && last.start.startedAt < ended
    }
}

extension StepKind {
    fileprivate var isWork: Bool {
        switch self {
        case .step, .child, .input, .timer: true
        case .value, .note, .parallel: false
        }
    }
}

extension StepRecord {
    /// The first look at the clock in a run's own branch: from there its deadlines count.
    fileprivate var isBeginning: Bool { start.kind == .value && start.path.rawValue == "now" }

    /// With the time between the original and its re-run left out, so that a deadline is not over before anything begins.
    fileprivate func delayed(by delay: Duration) -> StepRecord {
        guard case .completed(let output) = status, let moment = try? output.decode(Moment.self),  // else: another `now`
            let later = try? JSONText(moment + delay)
        else { return self }
        return StepRecord(start: start, status: .completed(later), progress: progress, endedAt: endedAt)
    }
}

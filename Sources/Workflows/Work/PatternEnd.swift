import Domain
import DurableExecution

/// What a pattern says of its end besides the results of its tasks.
struct PatternEnd: Sendable {
    /// What is handed in for the whole.
    var result: JSONValue?
    /// Why it ended early; nil where the results say it.
    var endedBy: String?
    /// In words, for people.
    var message: String?
    var summary: [String: JSONValue] = [:]
    /// Instead of what follows from the results.
    var status: WorkflowOutcome.Status?
    /// Something was lost that no task's result tells of.
    var hasLosses = false
}

extension PatternRun {
    /// Runs a pattern from its beginning to its outcome.
    static func conduct(
        _ order: WorkflowOrder, _ services: PatternServices, _ context: WorkflowContext,
        _ coordinate: (PatternRun, WorkflowContext) async throws -> PatternEnd
    ) async throws -> WorkflowOutcome {
        let run = try await begin(order, services, context)
        let end = try await coordinate(run, context)
        let outcome = run.outcome(end, at: try await context.now())
        try await run.tellProgress(outcome.status.rawValue, context)
        return outcome
    }

    /// Runs code in a branch of its own, so that its steps have a path of their own.
    func inBranch<Output: Sendable>(
        _ name: String, _ key: String, _ context: WorkflowContext,
        _ body: @escaping @Sendable (WorkflowContext) async throws -> Output
    ) async throws -> Output {
        try await context.parallel(name, [key], key: { $0 }) { context, _ in try await body(context) }[0].get()
    }

    private func outcome(_ end: PatternEnd, at now: Moment) -> WorkflowOutcome {
        let state = ledger.snapshot
        let results = order.tasks.map { state.results[$0.id] ?? TaskResult($0, .skipped, cause: "not_reached") }
        let reached = end.endedBy ?? results.compactMap(\.limit).first
        var outcome = WorkflowOutcome(status: end.status ?? status(of: results, end), results: results)
        outcome.result = end.result
        outcome.failed = results.filter { $0.status == .failed }.map(\.taskID)
        outcome.skipped = results.filter { $0.status == .skipped }.map(\.taskID)
        outcome.missing = results.filter { $0.status != .completed && $0.status != .late }.map(\.taskID)
        outcome.endedBy = reached
        outcome.message = end.message ?? outcome.words
        outcome.summary = summary(results, state).merging(end.summary) { $1 }
        if configuration.isMonitored { outcome.metrics = metrics(results, state, at: now) }
        (outcome.usage, outcome.modelCalls) = (state.spent.usage, state.spent.modelCalls)
        outcome.iterations = state.iteration
        return outcome
    }

    /// As the failure policy says.
    private func status(of results: [TaskResult], _ end: PatternEnd) -> WorkflowOutcome.Status {
        let done = results.count { $0.status == .completed }
        let isWhole = done == results.count && !end.hasLosses && end.endedBy == nil
        switch configuration.failurePolicy {
        case .allSettled:
            if isWhole { return .completed }
            return done == 0 ? .failed : .completedWithFailures
        case .failFast:
            if isWhole { return .completed }
            return results.contains { $0.status == .failed } || done == 0 ? .failed : .completedWithFailures
        case .quorum:
            let quorum = min(configuration.integer("quorum") ?? results.count / 2 + 1, results.count)
            return done >= quorum ? .completed : .failed
        case .firstSuccess:
            return done > 0 ? .completed : .failed
        }
    }
}

// MARK: - Figures

extension PatternRun {
    private func summary(_ results: [TaskResult], _ state: WorkLedger.State) -> [String: JSONValue] {
        func count(_ status: TaskResult.Status) -> JSONValue {
            .integer(Int64(results.count { $0.status == status }))
        }
        let overdue = zip(order.tasks, results).filter { task, result in
            guard let deadline = task.deadline, let ended = result.endedAt else { return false }
            return ended > deadline
        }
        return [
            "pattern": .string(order.type.rawValue), "total_tasks": .integer(Int64(results.count)),
            "completed_tasks": count(.completed), "failed_tasks": count(.failed), "skipped_tasks": count(.skipped),
            "cancelled_tasks": count(.cancelled), "late_tasks": count(.late),
            "overdue_tasks": .array(overdue.map { .string($0.0.id.rawValue) }),
            "executions": .integer(Int64(state.begun)), "decisions": .integer(Int64(state.decisions)),
            "communications": .integer(Int64(state.communications)),
            "agents_used": .integer(Int64(Set(results.compactMap(\.agentID)).count)),
        ]
    }

    private func metrics(_ results: [TaskResult], _ state: WorkLedger.State, at now: Moment) -> [String: JSONValue] {
        let spans = results.compactMap { result -> (id: TaskID, seconds: Double)? in
            guard let began = result.startedAt, let ended = result.endedAt else { return nil }
            return (result.taskID, ended.seconds(since: began))
        }
        return [
            "duration_seconds": .number(Timestamp(now).seconds(since: Timestamp(began))),
            "busy_seconds": .number(spans.map(\.seconds).reduce(0, +)),
            "most_concurrent": .integer(Int64(Self.mostConcurrent(results))),
            "task_seconds": .object(
                Dictionary(spans.map { ($0.id.rawValue, .number($0.seconds)) }, uniquingKeysWith: { $1 })),
        ]
    }

    /// The most tasks whose intervals overlap.
    private static func mostConcurrent(_ results: [TaskResult]) -> Int {
        let spans = results.compactMap { result in result.startedAt.flatMap { began in result.endedAt.map { (began, $0) } } }
        return spans.map { span in spans.count { $0.0 <= span.0 && span.0 < $0.1 || $0.0 == span.0 } }.max() ?? 0
    }
}

extension TaskResult {
    /// The limit because of which it was not begun, or not finished.
    fileprivate var limit: String? {
        guard status != .completed, let cause, cause == "timeout" || cause.hasPrefix("budget:") else { return nil }
        return cause
    }
}

extension WorkflowOutcome {
    /// The first thing that went wrong, in words.
    fileprivate var words: String? {
        guard status != .completed else { return nil }
        let broken = results.first { $0.status == .failed } ?? results.first { $0.status != .completed }
        return broken.map { "'\($0.title)': \($0.errorMessage ?? $0.status.rawValue)" } ?? endedBy
    }
}

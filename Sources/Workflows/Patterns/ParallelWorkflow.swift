public import Domain
public import DurableExecution

/// All tasks at once, as far as their dependencies allow; then one result is made of them.
public struct ParallelWorkflow: Workflow {
    public static let name = WorkflowType.parallel.rawValue
    public static let version = 1

    private let services: PatternServices

    public init(services: PatternServices) {
        self.services = services
    }

    public func run(_ context: WorkflowContext, _ order: WorkflowOrder) async throws -> WorkflowOutcome {
        try await PatternRun.conduct(order, services, context) { run, context in
            try await Self.coordinate(run, order.tasks, context)
        }
    }

    static func coordinate(
        _ run: PatternRun, _ tasks: [AgentTask], _ context: WorkflowContext
    ) async throws -> PatternEnd {
        let worktrees = run.configuration.text("isolation") == "worktree" ? try await Worktrees(of: run, context) : nil
        if let problem = worktrees?.base.problem { return PatternEnd(endedBy: "isolation", message: problem) }
        if run.configuration.text("aggregator") == "agent" { run.ledger.know("aggregate") }
        let results = try await fanOut(run, tasks, worktrees, context)
        var end = PatternEnd()
        if let worktrees { try await merge(run, results, worktrees, into: &end, context) }
        end.hasLosses = end.hasLosses || results.contains { $0.output["missing"]?.arrayValue?.isEmpty == false }
        try await aggregate(run, results, into: &end, context)
        return end
    }

    private static func fanOut(
        _ run: PatternRun, _ tasks: [AgentTask], _ worktrees: Worktrees?, _ context: WorkflowContext
    ) async throws -> [TaskResult] {
        let items = run.configuration["for_each"].arrayValue
        guard run.configuration.flag("stagger"), let first = run.inSequence(tasks).first else {
            return try await run.performAll(tasks, context, isRouted: items != nil) { run, work, context in
                try await branch(run, work, items, worktrees, context)
            }
        }
        let ahead = TaskSignals()
        return try await run.performAll(tasks, context, isRouted: true) { run, work, context in
            if work.task.id != first.id {
                guard await ahead.result(of: first.id) != nil else { throw BranchUnwound() }
                return try await branch(run, work, items, worktrees, context)
            }
            do {
                let result = try await branch(run, work, items, worktrees, context)
                ahead.settle(first.id, result)
                return result
            } catch {
                ahead.settle(first.id, context.hasUnwound ? nil : TaskResult(work.task, .failed))
                throw error
            }
        }
    }

    private static func branch(
        _ run: PatternRun, _ work: TaskWork, _ items: [JSONValue]?, _ worktrees: Worktrees?, _ context: WorkflowContext
    ) async throws -> TaskResult {
        guard let worktrees else { return try await perform(run, work, items, context) }
        let opened = try await worktrees.open(for: work.task, after: run.graph.needs(of: work.task.id), context)
        if let problem = opened.problem {
            return try await run.keep(TaskResult(work.task, .failed, cause: "worktree", message: problem), context)
        }
        let result = try await perform(run.within(opened.directory), work, items, context)
        try await worktrees.close(work.task, context)
        return result
    }

    private static func perform(
        _ run: PatternRun, _ work: TaskWork, _ items: [JSONValue]?, _ context: WorkflowContext
    ) async throws -> TaskResult {
        guard let items else { return try await run.perform(work, context) }
        return try await run.performEach(items, work, context)
    }

    /// Makes one state of the project out of the branches; what cannot be merged is named and kept.
    private static func merge(
        _ run: PatternRun, _ results: [TaskResult], _ worktrees: Worktrees, into end: inout PatternEnd,
        _ context: WorkflowContext
    ) async throws {
        try await run.tellProgress("merge", context)
        let merge = try await worktrees.merge(results, context)
        end.summary["merge"] = merge.json
        guard let message = merge.message else { return }
        (end.hasLosses, end.endedBy, end.message) = (true, "merge_conflict", message)
    }
}

// MARK: - One result of many

extension ParallelWorkflow {
    private static func aggregate(
        _ run: PatternRun, _ results: [TaskResult], into end: inout PatternEnd, _ context: WorkflowContext
    ) async throws {
        let done = results.filter { $0.status == .completed }
        switch run.configuration.text("aggregator") {
        case "concat": end.result = .string(concatenated(done))
        case "agent" where !done.isEmpty: try await byAgent(run, results, into: &end, context)
        default:
            let values = done.map { ($0.taskID.rawValue, $0.value) }
            end.result = .object(Dictionary(values, uniquingKeysWith: { $1 }))
        }
    }

    private static func concatenated(_ results: [TaskResult]) -> String {
        results.map { "## \($0.title)\n\($0.value.stringValue ?? $0.value.text)" }.joined(separator: "\n\n")
    }

    /// The aggregator gets everything that has settled, failures by name; if it fails the branches' results stay.
    private static func byAgent(
        _ run: PatternRun, _ results: [TaskResult], into end: inout PatternEnd, _ context: WorkflowContext
    ) async throws {
        try await run.tellProgress("aggregate", context)
        let text = try await run.write(
            .synthesis(of: results, inputs: run.inputs(from: results.filter { $0.status == .completed }), kind: "aggregate"),
            context)
        run.ledger.end("aggregate")
        switch text {
        case .success(let text): end.result = .string(text)
        case .failure(let failure):
            end.hasLosses = true
            end.result = .string(concatenated(results.filter { $0.status == .completed }))
            (end.endedBy, end.message) = ("aggregation", "The aggregator failed: \(failure.failure.message)")
        }
    }
}

extension Question {
    /// Asks for one text out of the results of many tasks; what is missing is named.
    static func synthesis(of results: [TaskResult], inputs: [String: JSONValue], kind: String) -> Question {
        let missing = results.filter { $0.status != .completed }.map {
            "- \($0.title): \($0.status.rawValue) (\($0.errorMessage ?? $0.cause ?? "no reason known"))"
        }
        let parts = results.filter { $0.status == .completed }.map { result in
            let value = inputs[result.taskID.rawValue] ?? result.value
            return PromptSection("result", "\(result.title)\n\(value.stringValue ?? value.text)")
        }
        let plain = parts.map(\.text).joined(separator: "\n\n")
        return Question(
            kind: kind,
            instruction: "Make one result out of the results of several tasks. Say what is missing. Answer in plain text.",
            sections: parts + [PromptSection("missing", missing.joined(separator: "\n"))].filter { !$0.text.isEmpty },
            schema: ["type": "string"],
            rules: { .string(missing.isEmpty ? plain : plain + "\n\nMissing:\n" + missing.joined(separator: "\n")) })
    }
}

public import Domain
public import DurableExecution

/// One task after another, in the order of their dependencies; each sees the results of all before it.
public struct SequentialWorkflow: Workflow {
    public static let name = WorkflowType.sequential.rawValue
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

    /// What follows a step that failed.
    private enum OnFailure: String {
        /// The rest is skipped.
        case stop
        /// Only what needs it is skipped.
        case `continue`
        /// It is tried once more first.
        case retry
        /// The finished steps are undone, the last first.
        case compensate
    }

    static func coordinate(
        _ run: PatternRun, _ tasks: [AgentTask], _ context: WorkflowContext
    ) async throws -> PatternEnd {
        let onFailure = run.configuration.choice("on_failure", else: OnFailure.stop)
        let policy = PolicyWatch(
            policy: run.configuration.failurePolicy, quorum: run.configuration.integer("quorum"), of: tasks.count)
        var (earlier, stopped): ([TaskResult], String?) = ([], nil)
        for task in run.inSequence(tasks) {
            let (reason, before) = (stopped, earlier)
            let result = try await run.inBranch("tasks", task.id.rawValue, context) { context in
                if let reason { return try await run.keep(.notReached(task, reason), context) }
                return try await step(run, task, before, isRepeated: onFailure == .retry, context)
            }
            earlier.append(result)
            stopped = stopped ?? policy.ended(result)
            guard result.status == .failed, stopped == nil, onFailure != .continue else { continue }
            stopped = "stopped"
            if onFailure == .compensate { try await compensate(run, earlier, context) }
        }
        return PatternEnd(
            result: earlier.last { $0.status == .completed }?.value,
            summary: ["execution_order": .array(earlier.filter(\.wasBegun).map { .string($0.taskID.rawValue) })])
    }

    private static func step(
        _ run: PatternRun, _ task: AgentTask, _ earlier: [TaskResult], isRepeated: Bool, _ context: WorkflowContext
    ) async throws -> TaskResult {
        let needed = run.results(neededBy: task, among: earlier)
        let others = earlier.filter { result in
            result.status == .completed && !needed.contains { $0.taskID == result.taskID }
        }
        return try await run.begin(task, needed, also: others, context) { run, work, context in
            var work = work
            work.session = run.session(for: task, after: earlier)
            var result = try await run.gated(work, context)
            if result.status == .failed, isRepeated {
                var again = work
                again.turn = 1 + max(1, result.executionIDs.count)
                again.sections.append(PromptSection("feedback", "The first try failed: \(result.errorMessage ?? "")"))
                var second = try await run.gated(again, context)
                second.add([result])
                result = second
            }
            return try await run.settle(result, of: work, context)
        }
    }

    /// Has finished steps undone by the agent that the configuration names.
    private static func compensate(
        _ run: PatternRun, _ results: [TaskResult], _ context: WorkflowContext
    ) async throws {
        guard let agent = run.agent(run.configuration.agent("compensation_agent_id")) else { return }
        for result in results.reversed() where result.status == .completed {
            guard let task = run.order.tasks.first(where: { $0.id == result.taskID }) else { continue }
            let work = TaskWork(
                task: task, candidates: [agent],
                sections: [PromptSection("undo", "Undo what this task did. It reported: \(result.value.text)")],
                purpose: "compensate")
            _ = try await run.inBranch("compensation", task.id.rawValue, context) { context in
                try await run.once(work, context)
            }
        }
    }
}

extension PatternRun {
    /// Tasks one after another as their dependencies allow; those on a cycle come last.
    func inSequence(_ tasks: [AgentTask]) -> [AgentTask] {
        let ids = Set(tasks.map(\.id))
        return graph.ordered.filter { ids.contains($0.id) } + tasks.filter { graph.cyclic.contains($0.id) }
    }

    /// The results of the tasks that one needs, as far as there are any.
    func results(neededBy task: AgentTask, among results: [TaskResult]) -> [TaskResult] {
        task.dependencies.compactMap { id in results.first { $0.taskID == id } ?? ledger.result(of: id) }
    }
}

extension TaskResult {
    /// Nothing was done about it, because of what happened before.
    static func notReached(_ task: AgentTask, _ reason: String) -> TaskResult {
        TaskResult(task, .skipped, cause: reason, message: PatternRun.words(for: reason))
    }

    /// Whether an agent worked on it.
    var wasBegun: Bool { !executionIDs.isEmpty }
}

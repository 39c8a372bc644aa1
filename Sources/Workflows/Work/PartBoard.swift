import Domain
import DurableExecution

/// What came of the parts of the plans so far.
struct PartBoard: Sendable {
    private let tasks: [AgentTask]
    private var parts: [(part: Plan.Part, version: Int, result: TaskResult)] = []
    private var version = 0
    private(set) var replans = 0
    private(set) var isPlannedComplete = false

    init(tasks: [AgentTask]) {
        self.tasks = tasks
    }

    var count: Int { parts.count }
    /// Ids of parts that are done.
    var doneParts: Set<String> { Set(parts.filter { $0.result.status == .completed }.map(\.part.id)) }
    /// The user's tasks that some finished part belongs to.
    var begunTasks: Set<TaskID> { Set(parts.filter { $0.result.status == .completed }.map(\.part.taskID)) }
    var failedContents: Set<String> { Set(parts.filter { $0.result.status == .failed }.map(\.part.content)) }

    /// What a planner is told of it.
    var report: String {
        parts.map { entry in
            let what =
                entry.result.status == .completed
                ? String((entry.result.value.stringValue ?? entry.result.value.text).prefix(2000))
                : "\(entry.result.status.rawValue): \(entry.result.errorMessage ?? "")"
            return "- \(entry.part.id) (task \(entry.part.taskID)): \(what)"
        }.joined(separator: "\n")
    }

    mutating func begin(_ plan: Plan, isReplan: Bool) {
        version += 1
        if isReplan { replans += 1 }
        isPlannedComplete = plan.isComplete
    }

    mutating func take(_ step: [Plan.Part], _ results: [TaskResult]) {
        parts += zip(step, results).map { (part: $0.0, version: version, result: $0.1) }
    }

    /// Has one part done, with the results of the parts that it needs.
    func perform(
        _ part: Plan.Part, of tasks: [AgentTask], _ run: PatternRun, _ context: WorkflowContext
    ) async throws -> TaskResult {
        guard var task = tasks.first(where: { $0.id == part.taskID }), let agent = run.agent(part.agentID) else {
            throw StepFailure(RunFailure(kind: "plan", message: "The plan names an unknown task or agent: \(part.id)"))
        }
        let own = task
        (task.title, task.description) = (part.title, part.description)
        task.expectedOutput = part.expectedOutput ?? own.expectedOutput
        let needed = parts.filter { entry in
            part.needs.contains(entry.part.id) || own.dependencies.contains(entry.part.taskID)
        }
        if let broken = part.needs.first(where: { !doneParts.contains($0) }) {
            return TaskResult(own, .skipped, cause: "dependency", message: "It needs '\(broken)', which was not done.")
        }
        var work = TaskWork(task: task, candidates: [agent], part: part.id)
        let done = needed.filter { $0.result.status == .completed }
        for entry in done {
            let value = run.inputs(from: [entry.result])[entry.part.taskID.rawValue]
            work.inputs["\(entry.part.taskID) \(entry.part.id)"] = value
        }
        for id in own.dependencies where !done.contains(where: { $0.part.taskID == id }) {
            // Done before this orchestration, or outside the workflow.
            let known = run.ledger.result(of: id).flatMap { $0.status == .completed ? run.inputs(from: [$0]) : nil }
            work.inputs[id.rawValue] = known?[id.rawValue] ?? run.order.knownResults[id]
        }
        work.sections = [PromptSection("part_of", "\(own.title)\n\(own.description)")]
        return try await run.gated(work, context)
    }

    /// One result for each of the user's tasks, made of its parts.
    func taskResults(because reason: String?) -> [TaskResult] {
        tasks.map { task in
            let own = parts.filter { $0.part.taskID == task.id }
            let latest = own.map(\.version).max() ?? 0
            // What failed under an earlier plan was planned anew.
            let counting = own.filter { $0.result.status == .completed || $0.version == latest }
            return joined(counting.map { ($0.part, $0.result) }, own.map(\.result), task, reason)
        }
    }

    private func joined(
        _ counting: [(Plan.Part, TaskResult)], _ all: [TaskResult], _ task: AgentTask, _ reason: String?
    ) -> TaskResult {
        let done = counting.filter { $0.1.status == .completed }
        guard let first = counting.first(where: { $0.1.status != .completed }) ?? counting.first else {
            return .notReached(task, reason ?? "not_planned")
        }
        var joined = TaskResult(task, first.1.status, cause: first.1.cause, message: first.1.errorMessage)
        joined.agentID = (done.last ?? first).1.agentID
        joined.output =
            done.count == 1
            ? done[0].1.output
            : [
                "result": .string(
                    done.map { "## \($0.0.title)\n\($0.1.value.stringValue ?? $0.1.value.text)" }
                        .joined(separator: "\n\n"))
            ]
        joined.add(all)
        joined.endedAt = all.compactMap(\.endedAt).max()
        return joined
    }
}

extension Plan {
    /// Without a model: each task is one part, as early as its dependencies allow, by the agent that fits best.
    static func byRules(_ sequence: [AgentTask], _ graph: WorkGraph, _ assignment: Assignment) -> JSONValue {
        var (level, steps, loads): ([TaskID: Int], [[JSONValue]], [AgentID: Int]) = ([:], [], [:])
        for task in sequence {
            let depth = (graph.needs(of: task.id).compactMap { level[$0] }.max() ?? -1) + 1
            level[task.id] = depth
            let candidates = assignment.candidates(for: task)
            guard let agent = candidates.min(by: { loads[$0.id, default: 0] < loads[$1.id, default: 0] }) else { continue }
            loads[agent.id, default: 0] += 1
            if steps.count <= depth { steps.append([]) }
            steps[depth].append([
                "id": .string("rule-\(task.id)"), "task_id": .string(task.id.rawValue), "title": .string(task.title),
                "description": .string(task.description), "agent_id": .string(agent.id.rawValue),
            ])
        }
        return [
            "steps": .array(steps.map { ["tasks": .array($0)] }), "is_complete": true,
            "reasoning": "Every task is one part, as early as its dependencies allow.",
        ]
    }
}

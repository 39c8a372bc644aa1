import Domain
import DurableExecution

extension PatternRun {
    /// How one task of a group is done, given what the tasks that it needs came to.
    typealias TaskBody =
        @Sendable (_ run: PatternRun, _ work: TaskWork, _ context: WorkflowContext) async throws -> TaskResult

    /// Has tasks done at the same time, each as soon as what it needs is done, until the failure policy is satisfied.
    /// - Parameters:
    ///   - isRouted: who does a task is known only when it begins.
    /// - Returns: one result for each task, in the order of the tasks.
    func performAll(
        _ tasks: [AgentTask], _ context: WorkflowContext, isRouted: Bool = false,
        _ body: @escaping TaskBody = { try await $0.perform($1, $2) }
    ) async throws -> [TaskResult] {
        let (signals, ids) = (TaskSignals(), Set(tasks.map(\.id)))
        let policy = PolicyWatch(
            policy: configuration.failurePolicy, quorum: configuration.integer("quorum"), of: tasks.count)
        var run = self
        run.group = WorkGroup(under: group)
        let sorted = tasks.sorted { graph.rank(of: $0.id) < graph.rank(of: $1.id) }
        if !isRouted { for task in sorted where needs(of: task, in: ids).isEmpty { expect(task) } }
        let branches = try await context.parallel("tasks", sorted, key: \.id.rawValue) { [run] context, task in
            let result = try await run.branch(of: task, ids, signals, context, body)
            let next = isRouted ? [] : run.graph.dependents(of: task.id).filter { ids.contains($0.id) }
            for next in next { run.expect(next) }
            signals.settle(task.id, result)
            if let reason = policy.ended(result) { run.group.end(reason) }
            run.slots.reconsider()
            return result
        }
        let results = try branches.map { try $0.get() }
        return try await settled(inOrder(results, of: tasks), policy, context)
    }

    /// One task of a group; what goes wrong with the branch itself is a failure of its task.
    private func branch(
        of task: AgentTask, _ ids: Set<TaskID>, _ signals: TaskSignals, _ context: WorkflowContext, _ body: TaskBody
    ) async throws -> TaskResult {
        do {
            return try await afterNeeds(task, ids, signals, context, body)
        } catch {
            slots.forget(place(of: TaskWork(task: task, candidates: [])))
            guard !context.hasUnwound, !(error is BranchUnwound) else {
                // Whoever needs it must not wait for ever.
                signals.settle(task.id, nil)
                throw error
            }
            let failure = (error as? StepFailure)?.failure
            let failed = TaskResult(
                task, .failed, cause: failure?.kind ?? RunFailure.error, message: failure?.message ?? "\(error)")
            return try await keep(failed, context)
        }
    }

    private func inOrder(_ results: [TaskResult], of tasks: [AgentTask]) -> [TaskResult] {
        tasks.compactMap { task in results.first { $0.taskID == task.id } }
    }

    private func needs(of task: AgentTask, in ids: Set<TaskID>) -> [TaskID] {
        graph.needs(of: task.id).filter { ids.contains($0) }
    }

    /// A task that is ready keeps its place in the line until its branch comes.
    private func expect(_ task: AgentTask) {
        let candidates = assignment.candidates(for: task)
        guard configuration.assignmentMode == .one || candidates.count < 2, configuration.integer("votes") ?? 1 == 1 else {
            return
        }
        let others = graph.needs(of: task.id).allSatisfy { ledger.result(of: $0)?.status == .completed }
        guard others else { return }
        let first = assignment.assigned(to: task).count > 1 ? Array(candidates.prefix(1)) : candidates
        slots.expect(place(of: TaskWork(task: task, candidates: [])), first.map(\.id), graph.rank(of: task.id))
    }

    private func afterNeeds(
        _ task: AgentTask, _ ids: Set<TaskID>, _ signals: TaskSignals, _ context: WorkflowContext, _ body: TaskBody
    ) async throws -> TaskResult {
        var results: [TaskResult] = []
        for need in task.dependencies {
            guard ids.contains(need) || ledger.result(of: need) != nil else { continue }
            guard let result = ids.contains(need) ? await signals.result(of: need) : ledger.result(of: need) else {
                throw BranchUnwound()
            }
            results.append(result)
        }
        return try await begin(task, results, context, body)
    }

    /// Does a task, or says why it cannot be done.
    /// - Parameters:
    ///   - needed: must all be done.
    ///   - also: is given to it besides.
    func begin(
        _ task: AgentTask, _ needed: [TaskResult], also: [TaskResult] = [], _ context: WorkflowContext, _ body: TaskBody
    ) async throws -> TaskResult {
        if let obstacle = obstacle(to: task, needed) { return try await keep(obstacle, context) }
        let outside = task.dependencies.compactMap { id in order.knownResults[id].map { (id.rawValue, $0) } }
        let work = TaskWork(
            task: task, candidates: assignment.candidates(for: task),
            inputs: inputs(from: needed + also).merging(outside) { own, _ in own })
        for result in needed + also {
            try await tell(
                .resultSharing, from: result.agentID, to: work.candidates.first?.id,
                "The result of '\(result.title)' for '\(task.title)'",
                ["task_id": .string(task.id.rawValue), "from_task_id": .string(result.taskID.rawValue)], context)
        }
        return try await body(self, work, context)
    }

    /// Keeps the result of a task that nobody began.
    func keep(_ result: TaskResult, _ context: WorkflowContext) async throws -> TaskResult {
        ledger.record(result)
        observe(result)
        ledger.end(result.taskID.rawValue)
        slots.forget("\(stage)\(result.taskID)/work/1")
        try await tellProgress("\(result.title): \(result.status.rawValue)", after: result, context)
        return result
    }

    /// Why a task cannot be done; nil when it can.
    private func obstacle(to task: AgentTask, _ needed: [TaskResult]) -> TaskResult? {
        if graph.cyclic.contains(task.id) {
            return TaskResult(task, .failed, cause: "cycle", message: "It needs itself in the end.")
        }
        if let broken = needed.first(where: { $0.status != .completed }) {
            return TaskResult(
                task, .skipped, cause: "dependency",
                message: "It needs '\(broken.title)', which is \(broken.status.rawValue).")
        }
        let found = Set(needed.map(\.taskID))
        guard let missing = task.dependencies.first(where: { !found.contains($0) && order.knownResults[$0] == nil }) else {
            return nil
        }
        return TaskResult(
            task, .skipped, cause: "missing_dependency", message: "It needs task \(missing), of which there is no result.")
    }

    /// Journals which successes count, where only some of them do.
    private func settled(
        _ results: [TaskResult], _ policy: PolicyWatch, _ context: WorkflowContext
    ) async throws -> [TaskResult] {
        guard let needed = policy.needed else { return results }
        let counting = try await context.step("settle") { _ in Array(policy.successes.prefix(needed)) }
        var settled = results
        for index in settled.indices where settled[index].status == .completed {
            guard !counting.contains(settled[index].taskID) else { continue }
            settled[index].status = .late
            settled[index] = try await keep(settled[index], context)
        }
        return settled
    }
}

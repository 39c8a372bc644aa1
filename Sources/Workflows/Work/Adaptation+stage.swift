import Domain
import DurableExecution

/// One strategy at work, and what it shows.
extension Adaptation {
    /// Has the open tasks done by the present strategy, until it ends or the policy ends it.
    mutating func stage(isWithOthers: Bool, _ context: WorkflowContext) async throws {
        stages += 1
        let (number, strategy) = (stages, used[used.count - 1])
        run.ledger.update { $0.iteration = number }
        let tasks = open.map { prepared($0, isWithOthers: isWithOthers) }
        run.ledger.reopen(tasks)
        feedback = [:]
        var staged = watched(run.stage("stage \(number)/", tasks))
        staged.model = model
        let end = try await run.inBranch("strategy", "\(number) \(strategy.rawValue)", context) { [staged] context in
            try await strategy.coordinate(staged, tasks, context)
        }
        result = end.result ?? result
        for task in tasks {
            let result = run.ledger.result(of: task.id)
            if let agent = result?.agentID { tried[task.id, default: []].append(agent) }
        }
    }

    /// The task as it is tried again: with what was wrong, and by somebody else where that is the plan.
    private func prepared(_ task: AgentTask, isWithOthers: Bool) -> AgentTask {
        var task = task
        if let wrong = feedback[task.id] ?? run.ledger.result(of: task.id)?.errorMessage {
            task.description += "\n\nAn earlier try was not accepted: \(wrong)"
        }
        if isWithOthers, let other = others(for: task).first { task.assignedAgentIDs = [other.id] }
        return task
    }

    func others(for task: AgentTask) -> [Agent] {
        let before = tried[task.id] ?? []
        return run.routes(for: task).filter { !before.contains($0.id) }
    }

    /// Fails fast where no strategy can help, and ends where the budget says so; the rest is for the end of the stage.
    private func watched(_ staged: PatternRun) -> PatternRun {
        var staged = staged
        let (group, ledger, configuration) = (staged.group, staged.ledger, staged.configuration)
        staged.observe = { result in
            let state = ledger.snapshot
            let isFatal = result.cause.map(AdaptivePolicy.fatal.contains) ?? false
            let isRepeating = state.consecutiveFailures >= configuration.integer("max_failures") ?? 3
            let isBurnt = configuration.budget.burn(state, minutes: 0) >= configuration.number("budget_finish")
            guard isFatal || isRepeating || isBurnt else { return }
            configuration.text("on_switch") == "cancel" ? group.end("adaptation") : group.close("adaptation")
        }
        return staged
    }

    /// What the stage has shown; journaled, because it depends on when things ended.
    mutating func evidence(_ context: WorkflowContext) async throws -> WorkSignals {
        if open.isEmpty, run.configuration.flag("verify") { try await verify(context) }
        let (run, open, tried) = (self.run, self.open, self.tried)
        let hasOthers = open.contains { !others(for: $0).isEmpty && !(tried[$0.id] ?? []).isEmpty }
        let signals = WorkSignals(
            done: run.order.tasks.count - open.count, open: open.count, consecutiveFailures: 0,
            causes: open.compactMap { run.ledger.result(of: $0.id)?.cause }, stall: 0, burn: 0, secondsLeft: 0,
            verification: verification, wasRetried: wasRetried, hasOtherAgents: hasOthers, switches: used.count - 1,
            strategiesLeft: policy.allowed.count { !used.contains($0) }, modelsLeft: modelsLeft)
        let began = run.began
        return try await context.step("evidence") { attempt in
            var measured = signals
            let state = run.ledger.snapshot
            measured.consecutiveFailures = state.consecutiveFailures
            measured.stall = state.consecutiveFailures
            measured.burn = run.configuration.budget.burn(
                state, minutes: Timestamp(attempt.now).seconds(since: Timestamp(began + run.parked)) / 60)
            measured.secondsLeft = run.secondsLeft(at: attempt.now)
            measured.reserve = run.configuration.budget.agents.map { max(0, $0 - state.begun) }
            return measured
        }
    }

    private mutating func verify(_ context: WorkflowContext) async throws {
        let results = run.order.tasks.compactMap { run.ledger.result(of: $0.id) }
        let ids = results.map { JSONValue.string($0.taskID.rawValue) }
        try await run.tellProgress("verify", context)
        let decision = try await run.decide(
            Question(
                kind: "verify",
                instruction: "Say how sure you are, between 0 and 1, that the results meet the objective and "
                    + "fit together, and name the tasks whose results do not.",
                sections: results.map {
                    PromptSection("result", "\($0.taskID) \($0.title)\n\($0.value.stringValue ?? $0.value.text)")
                },
                schema: [
                    "type": "object", "required": ["confidence"],
                    "properties": [
                        "confidence": ["type": "number", "minimum": 0, "maximum": 1],
                        "problems": [
                            "type": "array",
                            "items": [
                                "type": "object", "required": ["task_id", "problem"],
                                "properties": [
                                    "task_id": ["type": "string", "enum": .array(ids)], "problem": ["type": "string"],
                                ],
                            ],
                        ],
                    ],
                ],
                rules: { ["confidence": 1] }, turn: stages), context)
        // Nobody could say that it is right.
        verification = decision.value?["confidence"]?.numberValue ?? 0
        guard verification ?? 0 < AdaptivePolicy.leastVerification else { return }
        for problem in decision.value?["problems"]?.arrayValue ?? [] {
            let id = TaskID(rawValue: problem["task_id"]?.stringValue ?? "")
            feedback[id] = problem["problem"]?.stringValue ?? ""
        }
    }
}

import Domain
import DurableExecution

/// One adaptive run: the strategies used, and what was seen of them.
struct Adaptation {
    let run: PatternRun
    let policy: AdaptivePolicy
    private var used: [WorkflowType] = []
    private var stages = 0
    private var wasRetried = false
    /// What was wrong with a task's last result, by task.
    private var feedback: [TaskID: String] = [:]
    /// Agents that tried a task, by task.
    private var tried: [TaskID: [AgentID]] = [:]
    private var verification: Double?
    private var log: [JSONValue] = []
    private var result: JSONValue?

    init(run: PatternRun) {
        self.run = run
        policy = AdaptivePolicy(configuration: run.configuration)
    }

    mutating func carryOut(_ context: WorkflowContext) async throws -> PatternEnd {
        if let refusal = hopelessBudget { return end(refusal, "The budget is too small for any pattern.") }
        let (order, graph, agents, policy) = (run.order, run.graph, run.assignment.available.count, policy)
        let choice = try await context.step("choose") { _ in policy.choose(WorkFeatures(order, graph, agents: agents)) }
        try await tell(choice.rule, "Begins with \(choice.strategy.rawValue): \(choice.reason)", context)
        used = [choice.strategy]
        var agentsExcluded = false
        while true {
            try await stage(isWithOthers: agentsExcluded, context)
            let signals = try await evidence(context)
            let verdict = policy.react(to: signals)
            try await tell(verdict.rule, "\(verdict.action.rawValue): \(verdict.reason)", context)
            switch verdict.action {
            case .finish: return end(nil, nil)
            case .retryWithFeedback: (wasRetried, agentsExcluded) = (true, false)
            case .changeAgent: (wasRetried, agentsExcluded) = (true, true)
            case .switchPattern:
                guard let next = policy.next(after: used) else { return end("strategies_exhausted", verdict.reason) }
                used.append(next)
                (wasRetried, agentsExcluded) = (false, false)
                try await tell("switch", "Changes to \(next.rawValue)", context)
            case .askPerson:
                guard try await goesOn(verdict, context) else { return end(verdict.rule, verdict.reason) }
                (wasRetried, agentsExcluded) = (true, false)
                run.ledger.update { $0.consecutiveFailures = 0 }
            case .forceComplete, .emergencyStop: return end(verdict.rule, verdict.reason)
            }
        }
    }

    /// A limit that lets nothing begin at all.
    private var hopelessBudget: String? {
        let budget = run.configuration.budget
        if budget.agents == 0 { return "budget:agents" }
        if budget.minutes == 0 { return "budget:minutes" }
        return budget.exhaustion(WorkLedger.State())
    }

    private var open: [AgentTask] {
        run.order.tasks.filter { run.ledger.result(of: $0.id)?.status != .completed || feedback[$0.id] != nil }
    }

    private func end(_ reason: String?, _ message: String?) -> PatternEnd {
        var end = PatternEnd(result: result, endedBy: reason, message: message)
        end.summary = [
            "strategies": .array(used.map { .string($0.rawValue) }), "adaptations": .array(log),
            "verification": verification.map { .number($0) } ?? .null,
        ]
        if reason != nil, !run.order.tasks.contains(where: { run.ledger.result(of: $0.id)?.status == .completed }) {
            end.status = .failed
        }
        return end
    }

    private mutating func tell(_ rule: String, _ words: String, _ context: WorkflowContext) async throws {
        log.append(["rule": .string(rule), "text": .string(words)])
        try await context.note("decision", ["kind": "adaptation", "rule": rule, "text": words])
    }

    private func goesOn(_ verdict: AdaptiveVerdict, _ context: WorkflowContext) async throws -> Bool {
        let answer: JSONValue = try await context.waitForInput(
            "continue", question: PersonQuestion(kind: "continue", message: verdict.reason, answers: "true or false"))
        return answer.boolValue ?? (answer.stringValue == "continue")
    }
}

// MARK: - One strategy at work

extension Adaptation {
    /// Has the open tasks done by the present strategy, until it ends or the policy ends it.
    private mutating func stage(isWithOthers: Bool, _ context: WorkflowContext) async throws {
        stages += 1
        let (number, strategy) = (stages, used[used.count - 1])
        run.ledger.update { $0.iteration = number }
        let tasks = open.map { prepared($0, isWithOthers: isWithOthers) }
        run.ledger.reopen(tasks)
        feedback = [:]
        let staged = watched(run.stage("stage \(number)/", tasks))
        let end = try await run.inBranch("strategy", "\(number) \(strategy.rawValue)", context) { context in
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

    private func others(for task: AgentTask) -> [Agent] {
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
    private mutating func evidence(_ context: WorkflowContext) async throws -> WorkSignals {
        if open.isEmpty, run.configuration.flag("verify") { try await verify(context) }
        let (run, open, tried) = (self.run, self.open, self.tried)
        let hasOthers = open.contains { !others(for: $0).isEmpty && !(tried[$0.id] ?? []).isEmpty }
        let signals = WorkSignals(
            done: run.order.tasks.count - open.count, open: open.count, consecutiveFailures: 0,
            causes: open.compactMap { run.ledger.result(of: $0.id)?.cause }, stall: 0, burn: 0, secondsLeft: 0,
            verification: verification, wasRetried: wasRetried, hasOtherAgents: hasOthers, switches: used.count - 1,
            strategiesLeft: policy.allowed.count { !used.contains($0) })
        let began = run.began
        return try await context.step("evidence") { attempt in
            var measured = signals
            let state = run.ledger.snapshot
            measured.consecutiveFailures = state.consecutiveFailures
            measured.stall = state.consecutiveFailures
            measured.burn = run.configuration.budget.burn(
                state, minutes: Timestamp(attempt.now).seconds(since: Timestamp(began)) / 60)
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

import Domain
import DurableExecution

/// One adaptive run: the strategies used, and what was seen of them.
struct Adaptation {
    let run: PatternRun
    let policy: AdaptivePolicy
    var used: [WorkflowType] = []
    var stages = 0
    private(set) var wasRetried = false
    /// What was wrong with a task's last result, by task.
    var feedback: [TaskID: String] = [:]
    /// Agents that tried a task, by task.
    var tried: [TaskID: [AgentID]] = [:]
    var verification: Double?
    /// What is not done any more, because the budget does not suffice for all.
    private var leftOut: Set<TaskID> = []
    /// How many of the other models were taken.
    private var modelsTaken = 0
    private var log: [JSONValue] = []
    var result: JSONValue?

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
            case .changeModel: modelsTaken += 1
            case .narrowScope: try await narrow(to: signals.reserve ?? 0, context)
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

    var open: [AgentTask] {
        run.order.tasks.filter { task in
            guard !leftOut.contains(task.id) else { return false }
            return run.ledger.result(of: task.id)?.status != .completed || feedback[task.id] != nil
        }
    }

    private var models: [String] { run.configuration["other_models"].texts }
    var modelsLeft: Int { models.count - modelsTaken }
    /// The newest of the other models; nil for the agents' own.
    var model: String? { modelsTaken > 0 ? models[modelsTaken - 1] : nil }

    /// Leaves all but the most urgent open tasks out; what came of them so far stays.
    private mutating func narrow(to count: Int, _ context: WorkflowContext) async throws {
        let open = open
        let urgent = run.graph.ordered.filter { task in open.contains { $0.id == task.id } }.prefix(count).map(\.id)
        for task in open where !urgent.contains(task.id) {
            leftOut.insert(task.id)
            guard run.ledger.result(of: task.id)?.wasBegun != true else { continue }
            _ = try await run.keep(.notReached(task, "narrowed"), context)
        }
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

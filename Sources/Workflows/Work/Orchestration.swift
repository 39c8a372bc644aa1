import Domain
import DurableExecution

/// One orchestration: the plan, what came of its parts, and how often it was made anew.
struct Orchestration {
    let run: PatternRun
    let tasks: [AgentTask]
    private var board: PartBoard
    private var plans = 0
    private var rounds = 0
    private var endedBy: String?
    private var message: String?

    init(run: PatternRun, tasks: [AgentTask]) {
        self.run = run
        self.tasks = tasks
        board = PartBoard(tasks: tasks)
    }

    mutating func carryOut(_ context: WorkflowContext) async throws -> PatternEnd {
        run.ledger.know("plan")
        run.ledger.know("synthesis")
        var steps = try await plan(context)
        run.ledger.end("plan")
        while endedBy == nil {
            if steps.isEmpty {
                guard isIterative, !board.isPlannedComplete else { break }
                steps = try await plan(context)
                continue
            }
            guard rounds < run.configuration.maxIterations else {
                endedBy = "max_iterations"
                break
            }
            let failures = try await perform(steps.removeFirst(), context)
            if !failures.isEmpty, endedBy == nil, mayReplan { steps = try await plan(context) }
        }
        return try await finish(context)
    }

    private var isIterative: Bool { run.configuration.text("plan_mode") == "iterative" }
    private var mayReplan: Bool { isIterative || board.replans < run.configuration.integer("max_replans") ?? 2 }

    /// Has the parts of a step done at the same time.
    /// - Returns: those that failed.
    private mutating func perform(_ step: [Plan.Part], _ context: WorkflowContext) async throws -> [Plan.Part] {
        rounds += 1
        let round = rounds
        run.ledger.update { $0.iteration = round }
        for part in step { run.ledger.know("part \(part.id)") }
        let group = WorkGroup(under: run.group)
        let isFailFast = run.configuration.failurePolicy == .failFast
        let branches = try await context.parallel("parts", step, key: \.id) { [run, board, tasks] context, part in
            var run = run
            run.group = group
            let result = try await board.perform(part, of: tasks, run, context)
            if isFailFast, result.status == .failed { group.end("fail_fast") }
            run.ledger.end("part \(part.id)")
            return result
        }
        let results = try branches.map { try $0.get() }
        board.take(step, results)
        if isFailFast, results.contains(where: { $0.status == .failed }) { endedBy = "fail_fast" }
        if let limit = results.first(where: { $0.status == .skipped && $0.cause != "dependency" })?.cause {
            endedBy = endedBy ?? limit
        }
        return zip(step, results).filter { $0.1.status == .failed }.map(\.0)
    }

    private mutating func finish(_ context: WorkflowContext) async throws -> PatternEnd {
        let results = board.taskResults(because: endedBy)
        for result in results { _ = try await run.keep(result, context) }
        var end = PatternEnd(endedBy: endedBy, message: message)
        end.summary = [
            "plan_versions": .integer(Int64(plans)), "steps": .integer(Int64(rounds)),
            "parts": .integer(Int64(board.count)), "replans": .integer(Int64(board.replans)),
        ]
        try await run.tellProgress("synthesis", context)
        let done = results.filter { $0.status == .completed }
        if endedBy == "plan" { end.status = .failed }
        if !done.isEmpty { try await synthesize(results, done, into: &end, context) }
        run.ledger.end("synthesis")
        return end
    }

    private func synthesize(
        _ results: [TaskResult], _ done: [TaskResult], into end: inout PatternEnd, _ context: WorkflowContext
    ) async throws {
        let question = Question.synthesis(of: results, inputs: run.inputs(from: done), kind: "synthesis")
        switch try await run.write(question, context) {
        case .success(let text): end.result = .string(text)
        case .failure(let failure):
            end.hasLosses = true
            end.endedBy = end.endedBy ?? "synthesis"
            end.message = end.message ?? "The synthesis failed: \(failure.failure.message)"
            end.result = .object(Dictionary(done.map { ($0.taskID.rawValue, $0.value) }, uniquingKeysWith: { $1 }))
        }
    }
}

// MARK: - Planning

extension Orchestration {
    /// Asks for a plan, or for a new one that keeps what is done.
    /// - Returns: its steps; empty when there is none, or nothing more to do.
    private mutating func plan(_ context: WorkflowContext) async throws -> [[Plan.Part]] {
        plans += 1
        try await run.tellProgress("plan", context)
        let decision = try await run.decide(question, context)
        guard let value = decision.value else {
            // A limit that was reached is not the planner's fault.
            let isLimit = decision.failure?.hasPrefix("budget:") == true || decision.failure == "timeout"
            endedBy = isLimit ? decision.failure : "plan"
            message = "There is no valid plan: \(decision.reason)"
            return []
        }
        guard let approved = try await approval(of: value, context) else {
            endedBy = "plan_rejected"
            message = "A person refused the plan."
            return []
        }
        let plan = Plan(approved)
        board.begin(plan, isReplan: plans > 1 && !isIterative)
        for part in plan.parts {
            try await run.tell(
                .coordination, from: run.coordinator?.id, to: part.agentID, "Planned: \(part.title)",
                ["part": .string(part.id), "task_id": .string(part.taskID.rawValue)], context)
        }
        return plan.steps
    }

    private var question: Question {
        let agents = run.assignment.available
        let rules = PlanRules(
            tasks: tasks, mostParts: run.configuration.integer("max_plan_tasks") ?? 100,
            reserve: run.configuration.budget.agents.map { max(0, $0 - board.count) }, done: board.doneParts,
            begun: board.begunTasks, failed: board.failedContents, isWhole: !isIterative)
        let (tasks, graph, assignment) = (self.tasks, run.graph, run.assignment)
        let open = tasks.filter { !board.begunTasks.contains($0.id) }
        let sequence = run.inSequence(open)
        return Question(
            kind: "plan",
            instruction: isIterative
                ? "Plan the next step for the tasks, or say that all is complete. Give each agent what it needs to know."
                : "Plan how the agents do the tasks: steps one after another, each of tasks done at the same time. Use as "
                    + "few as the work needs, and give each agent what it needs to know.",
            sections: [
                PromptSection("tasks", tasks.map(\.forPlanning).joined(separator: "\n")),
                PromptSection("agents", agents.map(\.introduction).joined(separator: "\n")),
                PromptSection("done_so_far", board.report),
            ].filter { !$0.text.isEmpty },
            schema: Plan.schema(tasks, agents), check: { rules.problems(with: Plan($0)) },
            rules: { Plan.byRules(sequence, graph, assignment) }, turn: plans)
    }

    /// Shows the plan to a person, where that is wanted; what they send back is the plan, as soon as it is a valid one.
    private func approval(of plan: JSONValue, _ context: WorkflowContext) async throws -> JSONValue? {
        guard run.configuration.flag("approve_plan") else { return plan }
        var message = "May this plan be carried out?"
        while true {
            let answer: JSONValue = try await context.waitForInput(
                "approve plan",
                question: PersonQuestion(
                    kind: "plan", message: message,
                    answers: "true or false, or {\"approved\": …, \"plan\"?: an edited plan}", about: ["plan": plan]))
            guard answer["approved"]?.boolValue ?? answer.boolValue ?? false else { return nil }
            guard let edited = answer["plan"] else { return plan }
            let problems = JSONSchema(question.schema).problems(with: edited)
            let all = problems.isEmpty ? question.check(edited) : problems
            if all.isEmpty { return edited }
            message = "The edited plan cannot be carried out: \(all.joined(separator: "; ")). May this one be?"
        }
    }
}

extension AgentTask {
    /// Its description for a planner.
    fileprivate var forPlanning: String {
        let needs = dependencies.isEmpty ? "" : " (needs \(dependencies.map(\.rawValue).joined(separator: ", ")))"
        let agents =
            assignedAgentIDs.isEmpty ? "" : " [assigned to \(assignedAgentIDs.map(\.rawValue).joined(separator: ", "))]"
        return "- \(id): \(title)\(needs)\(agents): \(description)"
    }
}

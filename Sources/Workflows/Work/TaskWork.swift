import Agents
import Domain
import DurableExecution

/// A task as a pattern has it done.
struct TaskWork: Sendable {
    var task: AgentTask
    /// Who may do it, the best first.
    var candidates: [Agent]
    /// What its agents are told beside the task.
    var sections: [PromptSection] = []
    /// What the tasks it needs came to, by task id.
    var inputs: [String: JSONValue] = [:]
    /// What the execution is a turn of.
    var purpose = "work"
    /// The how-manieth try, round or turn it is, from 1.
    var turn = 1
    var outputSchema: JSONValue?
    /// Tools by which its agent says what it decides.
    var offered: OfferedTools?
    /// The conversation it goes on with; nil for one of its own.
    var session: ContinuedSession?
    /// Tells this piece of work from others on the same task, such as another agent's.
    var part = ""
    /// Instead of the run's.
    var stop: ChildStop?

    /// Whoever did it goes on with it, where its conversation does.
    mutating func goOn(in session: ContinuedSession?, _ agent: Agent?) {
        self.session = session
        if session != nil, let agent { candidates = [agent] }
    }

    /// Names one try of it.
    var key: String { "\(task.id)/\(purpose)\(part.isEmpty ? "" : "/" + part)/\(turn)" }
}

/// Whether, by whom and since when a piece of work is done.
struct Placement: Sendable, Codable {
    var agentID: AgentID?
    var refusal: String?
    var at: Moment
}

extension PatternRun {
    /// Has one agent do a piece of work once.
    /// - Returns: a result that is `skipped` when it was never begun.
    func once(_ work: TaskWork, _ context: WorkflowContext) async throws -> TaskResult {
        let placement = try await place(work, context)
        guard let agent = agent(placement.agentID) else {
            return TaskResult(work.task, .skipped, cause: placement.refusal, message: Self.words(for: placement.refusal))
        }
        ledger.enter(place(of: work), agent.id)
        defer {
            ledger.leave(place(of: work))
            slots.release(place(of: work))
        }
        try await tellProgress(work.task.title, context)
        try await tell(.taskAssignment, from: nil, to: agent.id, work.task.title, work.facts, context)
        let end = try await context.childEnd(
            TaskExecutionWorkflow.self, "execution", executionOrder(work, agent, at: placement.at),
            labels: { executionLabels(work.task, agent, $0) }, priority: work.task.priority.rank,
            stop: work.stop ?? group.stop)
        let ended = try await context.now()
        return result(of: work, agent, end, placement.at, ended)
    }

    /// Names its place among all of the run.
    func place(of work: TaskWork) -> String { stage + work.key }

    /// Waits for a place, as a step: who got it stays so on replay.
    private func place(_ work: TaskWork, _ context: WorkflowContext) async throws -> Placement {
        let (key, rank, candidates) = (place(of: work), graph.rank(of: work.task.id), work.candidates.map(\.id))
        guard !candidates.isEmpty else {
            return Placement(refusal: "no_agent", at: try await context.now())
        }
        let placement = try await context.step("place") { attempt in
            let grant = try await slots.place(key, candidates, rank) { begun in refusal(at: attempt.now, begun: begun) }
            switch grant {
            case .agent(let agent): return Placement(agentID: agent, at: attempt.now)
            case .refused(let reason): return Placement(refusal: reason, at: attempt.now)
            }
        }
        if let agent = placement.agentID { slots.occupy(key, agent) }
        return placement
    }

    private func executionOrder(_ work: TaskWork, _ agent: Agent, at now: Moment) -> ExecutionOrder {
        let own = ExecutionSettings(agent.executionSettings).timeout ?? order.timeout ?? .infinity
        var execution = ExecutionOrder(
            agent: agent, task: work.task, workDirectory: order.workDirectory, timeout: min(own, secondsLeft(at: now)),
            backend: order.backend, dependencyResults: work.inputs, retries: order.retries, fallback: order.fallback,
            workflowExecutionID: order.executionID.rawValue, isExclusive: false)
        execution.model = model
        execution.sections = framing + work.sections
        execution.purpose = work.purpose
        execution.turn = work.turn
        execution.outputSchema = work.outputSchema
        execution.offered = work.offered
        execution.session = work.session
        return execution
    }

    /// What every agent of the workflow is told beside its task.
    private var framing: [PromptSection] {
        var sections: [PromptSection] = []
        if !order.objective.isEmpty { sections.append(PromptSection("objective", order.objective)) }
        if !order.inputs.isEmpty { sections.append(PromptSection("inputs", JSONValue.object(order.inputs).text)) }
        return sections
    }

    private func executionLabels(_ task: AgentTask, _ agent: Agent, _ run: RunID) -> [String: String] {
        [
            "execution_id": run.rawValue, "task_id": task.id.rawValue, "agent_id": agent.id.rawValue,
            "workflow_execution_id": order.executionID.rawValue,
        ]
    }

    private func result(
        of work: TaskWork, _ agent: Agent, _ end: ChildEnd<ExecutionOutcome>, _ began: Moment, _ ended: Moment
    ) -> TaskResult {
        var result: TaskResult
        switch end.result {
        case .success(let outcome):
            result = TaskResult(work.task, .completed)
            result.output = outcome.output
            result.sessionID = outcome.agentResponse["session_id"]?.stringValue
            spend(outcome.spent, &result)
        case .failure(let failure):
            let cause = failure.failure
            result = TaskResult(
                work.task, cause.kind == RunFailure.cancelled ? .cancelled : .failed, cause: cause.kind,
                message: cause.message)
            if let partial = ModelBackendError(cause)?.partialOutput { result.output = ["partial": .string(partial)] }
            spend(cause.spent, &result)
        }
        result.agentID = agent.id
        result.executionIDs = end.run.map { [ExecutionID(rawValue: $0.rawValue)] } ?? []
        (result.startedAt, result.endedAt) = (Timestamp(began), Timestamp(ended))
        return result
    }

    private func spend(_ spent: ModelSpending?, _ result: inout TaskResult) {
        guard let spent else { return }
        result.usage = spent.usage
        result.modelCalls = spent.modelCalls
        ledger.spend(spent)
    }

    /// A reason for not beginning, in words.
    static func words(for refusal: String?) -> String {
        switch refusal {
        case "no_agent": "No agent of the workflow may do it: the assigned ones are missing or stopped."
        case "timeout": "The time of the workflow was over before it began; raise timeout_minutes."
        case "narrowed": "The budget did not suffice for all; more urgent tasks came first."
        case let reason? where reason.hasPrefix("budget:"):
            "The budget of the workflow was used up before it began (\(reason.dropFirst(7)))."
        case let reason?: "It was not needed, or not wanted, any more (\(reason))."
        case nil: "It was not begun."
        }
    }
}

extension TaskWork {
    /// What a message about it names.
    var facts: [String: JSONValue] {
        ["task_id": .string(task.id.rawValue), "purpose": .string(purpose), "turn": .integer(Int64(turn))]
    }
}

import Domain
import DurableExecution

/// The turns of a swarm at one task. Each is an execution of the active agent; its end is the point of handing over.
struct SwarmTurns {
    let run: PatternRun
    let work: TaskWork
    private(set) var chain: HandoffChain
    private var results: [TaskResult] = []
    private var asked = false
    private var correction: String?

    /// What a turn leads to.
    private enum Next {
        case agent(Agent)
        case result(TaskResult)
    }

    init(run: PatternRun, work: TaskWork, chain: HandoffChain) {
        self.run = run
        self.work = work
        self.chain = chain
    }

    private var configuration: WorkflowConfiguration { run.configuration }
    private var entry: Agent? { run.agent(configuration.agent("entry_agent_id")) ?? work.candidates.first }

    mutating func take(_ context: WorkflowContext) async throws -> TaskResult {
        guard var active = entry else {
            return try await run.keep(
                TaskResult(work.task, .failed, cause: "no_agent", message: PatternRun.words(for: "no_agent")), context)
        }
        for turn in 1...(configuration.integer("max_turns") ?? 50) {
            let result = try await self.turn(turn, of: active, context)
            results.append(result)
            guard result.status == .completed else { return try await end(result, context) }
            switch try await next(after: result, active, context) {
            case .agent(let agent): active = agent
            case .result(let result): return try await end(result, context)
            }
        }
        return try await end(stopped("max_turns", results.last), context)
    }

    private mutating func turn(_ turn: Int, of agent: Agent, _ context: WorkflowContext) async throws -> TaskResult {
        var work = work
        (work.candidates, work.purpose, work.turn) = ([agent], "swarm", turn)
        work.outputSchema = SwarmTurn.schema(targets(of: agent).map(\.id.rawValue) + (takesPerson ? ["person"] : []))
        work.sections += [
            PromptSection("team", targets(of: agent).map(\.introduction).joined(separator: "\n")),
            PromptSection("conversation", chain.conversation(configuration)),
            PromptSection("context", JSONValue.object(chain.shared.variables).text),
            PromptSection("context_version", String(chain.shared.version)),
            PromptSection("feedback", correction ?? ""),
        ].filter { !$0.text.isEmpty }
        correction = nil
        chain.visits[agent.id, default: 0] += 1
        let result = try await run.once(work, context)
        chain.usage[agent.id] = (chain.usage[agent.id] ?? .unknown) + result.usage
        chain.turns.append(.init(agent: agent.id, name: agent.name, text: SwarmTurn.message(in: result.output)))
        return result
    }

    private mutating func next(
        after result: TaskResult, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        let structured = result.output["structured"]
        let refused = chain.shared.apply(
            structured?["context_patch"]?.objectValue ?? [:],
            madeOn: structured?["context_version"]?.integerValue.map(Int.init))
        if let refused { return mistake(refused, active, result) }
        switch SwarmTurn(result.output) {
        case .done(let value): return try await finished(result, value, active, context)
        case .silence: return try await silence(result, active, context)
        case .handoff(let to, let reason): return try await handOver(to, reason, result, active, context)
        }
    }

    private mutating func handOver(
        _ to: String, _ reason: String, _ result: TaskResult, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        if to == "person", takesPerson { return .agent(try await askPerson(reason, active, context)) }
        guard let target = targets(of: active).first(where: { $0.id.rawValue == to || $0.name == to }) else {
            let names = targets(of: active).map(\.id.rawValue).joined(separator: ", ")
            return mistake("'\(to)' may not be handed over to; these may: \(names)", active, result)
        }
        if let limit = chain.limit(of: target.id, configuration) { return .result(stopped(limit, result)) }
        chain.mistakes = 0
        chain.handoffs.append(target.id)
        try await run.tell(
            .handoff, from: active.id, to: target.id, reason,
            ["task_id": .string(work.task.id.rawValue), "context": .object(chain.shared.variables)], context)
        return .agent(target)
    }

    /// What is not allowed goes back to the model; three times in a row end the chain.
    private mutating func mistake(_ problem: String, _ active: Agent, _ result: TaskResult) -> Next {
        chain.mistakes += 1
        if chain.mistakes >= 3 {
            var stopped = stopped("handoff", result)
            stopped.errorMessage = problem
            return .result(stopped)
        }
        correction = problem
        return .agent(active)
    }

    private mutating func silence(
        _ result: TaskResult, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        switch configuration.text("on_silence") {
        case "ask" where !asked:
            asked = true
            correction = "Say whether the task is done, or whom you hand over to."
            return .agent(active)
        case "entry":
            guard let entry, entry.id != active.id else { break }
            return .agent(entry)
        default: break
        }
        return try await finished(result, result.output["result"] ?? "", active, context)
    }

    /// The task is done, unless a gate says otherwise: then the active agent goes on.
    private mutating func finished(
        _ result: TaskResult, _ value: JSONValue, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        var done = result
        done.output["result"] = value
        done.output["structured"] = nil
        guard let (gate, feedback) = try await run.firstRefusal(done, work.task, context) else { return .result(done) }
        guard chain.mistakes < gate.retries else {
            done.status = .failed
            (done.cause, done.errorMessage) = ("gate:\(gate.name)", feedback)
            return .result(done)
        }
        chain.mistakes += 1
        correction = feedback
        return .agent(active)
    }

    /// A person has a turn, and gives it back.
    private mutating func askPerson(_ reason: String, _ active: Agent, _ context: WorkflowContext) async throws -> Agent {
        chain.mistakes = 0
        let answer: JSONValue = try await context.waitForInput(
            "person",
            question: PersonQuestion(
                kind: "handoff", message: reason, answers: "a text",
                about: [
                    "task_id": .string(work.task.id.rawValue), "conversation": .string(chain.conversation(configuration)),
                ]))
        chain.turns.append(.init(agent: nil, name: "person", text: answer.stringValue ?? answer.text))
        return active
    }

    private var takesPerson: Bool { configuration.flag("human_handoff") }

    /// Whom an agent may hand over to: never itself, and nobody out of service.
    private func targets(of agent: Agent) -> [Agent] {
        let allowed = configuration["handoffs"][agent.id.rawValue]?.texts
        return run.assignment.available.filter { other in
            other.id != agent.id && allowed?.contains(other.id.rawValue) ?? true
        }
    }

    /// A limit ended it; what there is stays as it is.
    private func stopped(_ limit: String, _ result: TaskResult?) -> TaskResult {
        var stopped = result ?? TaskResult(work.task, .failed)
        stopped.status = .failed
        stopped.cause = limit
        stopped.errorMessage =
            "It was ended by \(limit) after \(chain.handoffs.count) handoffs and \(chain.turns.count) turns."
        return stopped
    }

    private func end(_ last: TaskResult, _ context: WorkflowContext) async throws -> TaskResult {
        var result = last
        // A turn that was not begun leaves what the turns before it left.
        if last.status == .skipped, let before = results.last(where: { $0.status == .completed }) {
            result = stopped(last.cause ?? "stopped", before)
        }
        result.add(results.filter { $0.executionIDs != result.executionIDs })
        result.output["handoffs"] = .array(chain.handoffs.map { .string($0.rawValue) })
        result.output["turns"] = .integer(Int64(chain.turns.count))
        return try await run.settle(result, of: work, context)
    }
}

import Domain
import DurableExecution

/// The turns of a swarm at one task. Each is an execution of the active agent, which ends it by a tool call: over to
/// another agent, or done.
struct SwarmTurns {
    let run: PatternRun
    let work: TaskWork
    var chain: HandoffChain
    var results: [TaskResult] = []
    private var wasAsked = false
    /// What was wrong with the last turn, and what it was, for the next one.
    private var correction: (words: String, of: TaskResult)?

    /// What a turn leads to.
    enum Next {
        case agent(Agent)
        case result(TaskResult)
    }

    /// So many wrong calls in a row end the chain.
    private static let mostMistakes = 3

    init(run: PatternRun, work: TaskWork, chain: HandoffChain) {
        self.run = run
        self.work = work
        self.chain = chain
    }

    var configuration: WorkflowConfiguration { run.configuration }
    private var entry: Agent? { run.agent(configuration.agent("entry_agent_id")) ?? work.candidates.first }

    mutating func take(_ context: WorkflowContext) async throws -> TaskResult {
        guard var active = entry else {
            return try await run.keep(
                TaskResult(work.task, .failed, cause: "no_agent", message: PatternRun.words(for: "no_agent")), context)
        }
        for number in 1...(configuration.integer("max_turns") ?? 50) {
            let tools = tools(of: active)
            let result = try await turn(number, of: active, tools, context)
            results.append(result)
            if let forced = try await forced(active, context) {
                active = forced
                continue
            }
            guard result.status == .completed else { return try await end(result, context) }
            switch try await next(after: result, tools.turn(result.output), active, context) {
            case .agent(let agent): active = agent
            case .result(let result): return try await end(result, context)
            }
        }
        return try await end(stopped("max_turns", results.last), context)
    }

    private func tools(of agent: Agent) -> SwarmTools {
        SwarmTools(
            targets: targets(of: agent), takesPerson: configuration.flag("human_handoff"), shared: chain.shared,
            mistakesLeft: Self.mostMistakes - chain.mistakes)
    }

    private mutating func turn(
        _ turn: Int, of agent: Agent, _ tools: SwarmTools, _ context: WorkflowContext
    ) async throws -> TaskResult {
        var work = work
        (work.candidates, work.purpose, work.turn) = ([agent], "swarm", turn)
        work.offered = tools.offered
        work.sections += [
            PromptSection("conversation", chain.conversation(configuration)),
            PromptSection("context", JSONValue.object(chain.shared.variables).text),
            PromptSection("context_version", String(chain.shared.version)),
            PromptSection("feedback", correction?.words ?? ""),
            PromptSection("end_of_turn", "End your turn by calling 'done', or a 'transfer_to_…' tool to hand over."),
        ].filter { !$0.text.isEmpty }
        if let correction, correction.of.agentID == agent.id {
            work.session = run.session(after: correction.of, saying: correction.words)
        }
        correction = nil
        chain.visits[agent.id, default: 0] += 1
        let result = try await run.once(work, context)
        chain.usage[agent.id] = (chain.usage[agent.id] ?? .unknown) + result.usage
        let words = result.output["result"]?.stringValue ?? ""
        if !words.isEmpty { chain.turns.append(.init(agent: agent.id, name: agent.name, text: words)) }
        chain.turnCount += 1
        return result
    }

    /// The agent that the operator hands over to, whatever the active one has decided, or become of it.
    private mutating func forced(_ active: Agent, _ context: WorkflowContext) async throws -> Agent? {
        let word = try await OperatorWord.newest(on: work.task.id, after: chain.obeyed, context)
        chain.obeyed = word.count
        // One that is active already needs no handoff.
        guard let handoff = word.handoff, let target = run.agent(handoff.to), target.id != active.id else { return nil }
        (chain.mistakes, correction) = (0, nil)
        chain.handoffs.append(target.id)
        chain.turns.append(.init(agent: nil, name: "operator", text: "\(target.name) goes on. \(handoff.reason)"))
        try await run.tell(
            .handoff, from: active.id, to: target.id, "The operator: \(handoff.reason)",
            ["task_id": .string(work.task.id.rawValue), "forced": true], context)
        return target
    }

    private mutating func next(
        after result: TaskResult, _ turn: SwarmTurn, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        if let refused = chain.shared.apply(turn.patch) { return mistake(refused, 1, active, result) }
        switch turn {
        case .done(let value, _): return try await finished(result, value, active, context)
        case .silence: return try await silence(result, active, context)
        case .mistake(let problem, let count): return mistake(problem, count, active, result)
        case .handoff("person", let reason, _): return .agent(try await askPerson(reason, active, context))
        case .handoff(let to, let reason, _):
            // Only these are offered; a name that is none of them is refused before it gets here.
            guard let target = targets(of: active).first(where: { $0.id.rawValue == to }) else {
                return mistake("'\(to)' may not be handed over to", 1, active, result)
            }
            return try await handOver(to: target, reason, result, active, context)
        }
    }

    private mutating func handOver(
        to target: Agent, _ reason: String, _ result: TaskResult, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        if let limit = chain.limit(of: target.id, configuration) { return .result(stopped(limit, result)) }
        chain.mistakes = 0
        chain.handoffs.append(target.id)
        try await run.tell(
            .handoff, from: active.id, to: target.id, reason,
            ["task_id": .string(work.task.id.rawValue), "context": .object(chain.shared.variables)], context)
        return .agent(target)
    }

    /// What is not allowed goes back to the model; three times in a row end the chain.
    mutating func mistake(_ problem: String, _ count: Int, _ active: Agent, _ result: TaskResult) -> Next {
        chain.mistakes += count
        if chain.mistakes >= Self.mostMistakes {
            var stopped = stopped("handoff", result)
            stopped.errorMessage = problem
            return .result(stopped)
        }
        return again(active, result, problem)
    }

    /// The active agent goes on, and is told why.
    mutating func again(_ active: Agent, _ result: TaskResult, _ words: String) -> Next {
        correction = (words, result)
        return .agent(active)
    }

    private mutating func silence(
        _ result: TaskResult, _ active: Agent, _ context: WorkflowContext
    ) async throws -> Next {
        switch configuration.text("on_silence") {
        case "ask" where !wasAsked:
            wasAsked = true
            return again(active, result, "Say whether the task is done, or whom you hand over to: call one of the tools.")
        case "entry":
            guard let entry, entry.id != active.id else { break }
            return .agent(entry)
        default: break
        }
        return try await finished(result, result.output["result"] ?? "", active, context)
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

    /// Whom an agent may hand over to: never itself, and nobody out of service.
    private func targets(of agent: Agent) -> [Agent] {
        let allowed = configuration["handoffs"][agent.id.rawValue]?.texts
        return run.assignment.available.filter { other in
            other.id != agent.id && allowed?.contains(other.id.rawValue) ?? true
        }
    }
}

import Domain
import DurableExecution

extension PatternRun {
    /// Has several agents, or one of them several times, do the same task.
    func together(
        _ work: TaskWork, _ mode: AssignmentMode, votes: Int, _ context: WorkflowContext
    ) async throws -> TaskResult {
        let stop = ChildStop(under: group.stop)
        let parts = work.candidates.flatMap { agent in
            (1...votes).map { vote in
                var part = work
                part.candidates = [agent]
                part.part = votes == 1 ? agent.id.rawValue : "\(agent.id)/\(vote)"
                part.stop = stop
                part.session = nil
                return part
            }
        }
        let order = WinnerOrder()
        let branches = try await context.parallel("agents", parts, key: \.part) { context, part in
            let result = try await once(part, context)
            if result.status == .completed { order.add(part.part) }
            if mode == .race, result.status == .completed { stop.raise() }
            return result
        }
        let results = try branches.map { try $0.get() }
        let tally = Tally(
            answers: zip(parts, results).filter { $0.1.status == .completed }.map { ($0.0.part, $0.1.value) },
            cast: parts.count)
        switch mode {
        case .one, .all: return gathered(results, work.task)
        case .race:
            let winner = try await context.step("winner") { _ in order.first ?? "" }
            return chosen(winner, parts, results, work.task, extra: [:])
        case .vote: return try await counted(tally, parts, results, work.task, context)
        }
    }

    /// Every agent's answer, under its name.
    private func gathered(_ results: [TaskResult], _ task: AgentTask) -> TaskResult {
        let done = results.filter { $0.status == .completed }
        guard !done.isEmpty else { return none(of: results, task) }
        var gathered = TaskResult(task, .completed)
        let answers = done.map { result in
            "## \(agent(result.agentID)?.name ?? "agent")\n\(result.value.stringValue ?? result.value.text)"
        }
        gathered.output = [
            "result": .string(answers.joined(separator: "\n\n")), "answers": .array(results.map(\.asAnswer)),
        ]
        gathered.agentID = done.first?.agentID
        gathered.take(results)
        return gathered
    }

    private func chosen(
        _ winner: String, _ parts: [TaskWork], _ results: [TaskResult], _ task: AgentTask, extra: [String: JSONValue]
    ) -> TaskResult {
        guard let index = parts.firstIndex(where: { $0.part == winner }) else { return none(of: results, task) }
        var chosen = results[index]
        chosen.output["answers"] = .array(results.map(\.asAnswer))
        chosen.output.merge(extra) { $1 }
        chosen.take(results)
        return chosen
    }

    private func counted(
        _ tally: Tally, _ parts: [TaskWork], _ results: [TaskResult], _ task: AgentTask, _ context: WorkflowContext
    ) async throws -> TaskResult {
        let rule = configuration.choice("vote_rule", else: Tally.Rule.majority)
        var votes: [String: JSONValue] = ["cast": .integer(Int64(parts.count)), "rule": .string(rule.rawValue)]
        votes["counts"] = .array(tally.counts.map { .integer(Int64($0)) })
        var winner = tally.winner(rule, threshold: configuration.number("vote_threshold"))
        if winner == nil, !tally.isEmpty {
            winner = try await withoutWinner(tally, rule, task, context)
            votes["decided_by"] = .string(rule == .judge ? "judge" : configuration.text("on_tie") ?? "ask")
        }
        return chosen(winner ?? "", parts, results, task, extra: ["votes": .object(votes)])
    }

    private func withoutWinner(
        _ tally: Tally, _ rule: Tally.Rule, _ task: AgentTask, _ context: WorkflowContext
    ) async throws -> String? {
        switch (rule, configuration.text("on_tie")) {
        case (.judge, _), (_, "judge"):
            let decision = try await decide(tally.question(on: task), context)
            return decision.value?["choice"]?.integerValue.flatMap { tally.ballot(Int($0)) } ?? tally.ballot(1)
        case (_, "first"):
            return tally.ballot(1)
        default:
            let answer: JSONValue = try await context.waitForInput(
                "vote",
                question: PersonQuestion(
                    kind: "vote", message: "The agents do not agree on '\(task.title)'. Which answer counts?",
                    answers: "the number of the answer, from 1", about: ["answers": .array(tally.choices)]))
            let number = answer.integerValue ?? answer.stringValue.flatMap { Int64($0) }
            return number.flatMap { tally.ballot(Int($0)) }
        }
    }

    /// Nobody did it: the first reason stands for all.
    private func none(of results: [TaskResult], _ task: AgentTask) -> TaskResult {
        var none = results.first { $0.status == .failed } ?? results.first ?? TaskResult(task, .skipped, cause: "no_agent")
        if none.status == .completed {
            none.status = .failed
            (none.cause, none.errorMessage) = ("vote", "The vote has no winner.")
        }
        none.take(results)
        return none
    }
}

extension TaskResult {
    /// As one of several answers to the same task.
    fileprivate var asAnswer: JSONValue {
        var answer: [String: JSONValue] = ["status": .string(status.rawValue), "value": value]
        answer["agent_id"] = agentID.map { .string($0.rawValue) }
        answer["cause"] = cause.map { .string($0) }
        return .object(answer)
    }

    /// Takes over what all of them cost.
    fileprivate mutating func take(_ results: [TaskResult]) {
        usage = results.map(\.usage).reduce(.unknown, +)
        modelCalls = results.map(\.modelCalls).reduce(0, +)
        sessionID = nil
        executionIDs = results.flatMap(\.executionIDs)
        startedAt = results.compactMap(\.startedAt).min()
        endedAt = results.compactMap(\.endedAt).max()
    }
}

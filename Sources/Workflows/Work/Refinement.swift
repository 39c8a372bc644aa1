import Domain
import DurableExecution

/// The rounds of one task.
struct Refinement {
    struct Candidate {
        let round: Int
        let result: TaskResult
        let verdict: Verdict
    }

    let run: PatternRun
    let work: TaskWork
    private let optimizer: Agent?
    private let judge: Agent?
    private var candidates: [Candidate] = []
    private var earlier: [TaskResult] = []

    init(run: PatternRun, work: TaskWork) {
        self.run = run
        self.work = work
        let (configuration, agents) = (run.configuration, run.assignment.available)
        let optimizer = run.agent(configuration.agent("optimizer_agent_id")) ?? work.candidates.first
        self.optimizer = optimizer
        judge = run.agent(configuration.agent("evaluator_agent_id")) ?? agents.last { $0.id != optimizer?.id } ?? optimizer
    }

    func result(_ context: WorkflowContext) async throws -> TaskResult {
        var copy = self
        return try await copy.refine(context)
    }

    private mutating func refine(_ context: WorkflowContext) async throws -> TaskResult {
        for round in 1...run.configuration.maxIterations {
            run.ledger.update { $0.iteration = max($0.iteration, round) }
            var result = try await generate(round, context)
            guard result.status == .completed else { return try await end(result, result.cause ?? "failed", context) }
            let isIdentical = candidates.last?.result.value == result.value
            guard let verdict = try await verdict(on: result, round, context) else {
                result.status = .failed
                (result.cause, result.errorMessage) = ("evaluation", "The evaluator gave no valid verdict.")
                return try await end(result, "evaluation", context)
            }
            candidates.append(Candidate(round: round, result: result, verdict: verdict))
            if meets(verdict) { return try await end(result, nil, context) }
            if isIdentical { return try await end(result, "identical", context) }
            if isStalled { return try await end(result, "no_improvement", context) }
            earlier.append(result)
        }
        let last = earlier.removeLast()
        return try await end(last, "max_iterations", context)
    }

    private func generate(_ round: Int, _ context: WorkflowContext) async throws -> TaskResult {
        var next = work
        next.turn = round
        next.candidates = [optimizer].compactMap { $0 }
        if let last = candidates.last {
            let words = last.verdict.words.isEmpty ? "It is not good enough yet; no reason was given." : last.verdict.words
            next.sections += [
                PromptSection("previous_result", last.result.value.stringValue ?? last.result.value.text),
                PromptSection("feedback", words),
            ]
            next.session = run.session(after: last.result, saying: words)
        }
        return try await run.once(next, context)
    }

    private func meets(_ verdict: Verdict) -> Bool {
        verdict.meets(
            threshold: run.configuration.successThreshold, rating: run.configuration.choice("min_rating", else: .good))
    }

    /// No round of the last few was better than the best before them.
    private var isStalled: Bool {
        let patience = run.configuration.integer("patience") ?? 3
        guard candidates.count > patience else { return false }
        let before = candidates.dropLast(patience).map(\.verdict.worth).max() ?? 0
        return candidates.suffix(patience).allSatisfy { $0.verdict.worth <= before }
    }
}

// MARK: - Judging

extension Refinement {
    /// What code can check comes first and forbids alone; then the judge, who sees the result only.
    private func verdict(
        on result: TaskResult, _ round: Int, _ context: WorkflowContext
    ) async throws -> Verdict? {
        try await run.tellProgress("evaluate: \(work.task.title)", context)
        if let (gate, feedback) = try await run.firstRefusal(result, work.task, context) {
            return Verdict(["score": 0, "feedback": .string(feedback), "blocking": [.string("gate \(gate.name)")]])
        }
        if run.configuration.text("evaluator") == "person" { return try await byPerson(result, round, context) }
        try await run.tell(
            .coordination, from: result.agentID, to: judge?.id, "Judge round \(round) of '\(work.task.title)'", work.facts,
            context)
        let question = Verdict.question(
            on: result.value, of: work.task, by: judge, criteria: run.configuration["criteria"].texts, kind: "verdict",
            turn: round)
        return try await run.decide(question, context).value.flatMap(Verdict.init)
    }

    private func byPerson(_ result: TaskResult, _ round: Int, _ context: WorkflowContext) async throws -> Verdict? {
        let answer: JSONValue = try await context.waitForInput(
            "verdict person",
            question: PersonQuestion(
                kind: "verdict", message: "How good is round \(round) of '\(work.task.title)'?",
                answers: "{\"score\": 0–1 or \"rating\": …, \"feedback\": …, \"blocking\"?: […]}",
                about: ["result": result.value]))
        return Verdict(answer)
    }

    /// Returns the best candidate, whatever came last.
    private func end(_ last: TaskResult, _ reason: String?, _ context: WorkflowContext) async throws -> TaskResult {
        let ranked = candidates.sorted { ($1.verdict.worth, $0.round) < ($0.verdict.worth, $1.round) }
        let best = candidates.first { meets($0.verdict) } ?? ranked.first
        var result = last
        // A candidate that nobody could judge is kept, as failed; a round that was not begun costs the others nothing.
        if let best, last.cause != "evaluation" { result = best.result }
        var all = earlier.filter { $0.executionIDs != result.executionIDs }
        if last.executionIDs != result.executionIDs { all.append(last) }
        result.add(all)
        result.output["evaluation"] = evaluation(best, reason)
        return try await run.settle(result, of: work, context)
    }

    private func evaluation(_ best: Candidate?, _ reason: String?) -> JSONValue {
        let (threshold, rating) = (
            run.configuration.successThreshold, run.configuration.choice("min_rating", else: Verdict.Rating.good)
        )
        let rounds = candidates.map { candidate -> JSONValue in
            [
                "round": .integer(Int64(candidate.round)), "score": candidate.verdict.score.map { .number($0) } ?? .null,
                "rating": candidate.verdict.rating.map { .string($0.rawValue) } ?? .null,
                "feedback": .string(candidate.verdict.words),
                "contradicts_itself": .bool(candidate.verdict.contradictsItself(threshold: threshold, rating: rating)),
            ]
        }
        return [
            "status": best.map { meets($0.verdict) } ?? false ? "met" : "not_met",
            "best_round": best.map { .integer(Int64($0.round)) } ?? .null, "rounds": .array(rounds),
            "ended_by": reason.map { .string($0) } ?? .null,
            "warnings": judge?.id == optimizer?.id && run.configuration.text("evaluator") != "person"
                ? ["The evaluator is the optimizer: it judges its own work."] : [],
        ]
    }
}

extension JSONValue {
    /// The texts of a list.
    var texts: [String] { (arrayValue ?? []).compactMap(\.stringValue) }
}

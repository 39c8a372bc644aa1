import Domain
import DurableExecution
import Foundation

extension PatternRun {
    /// Carries a task to its end: by as many agents as its mode says, through its gates, again where a gate sends it back.
    func perform(_ work: TaskWork, _ context: WorkflowContext) async throws -> TaskResult {
        try await settle(gated(work, context), of: work, context)
    }

    /// Has a piece of work done until it passes its gates, or may not be tried again.
    func gated(_ work: TaskWork, _ context: WorkflowContext) async throws -> TaskResult {
        var work = work
        let firstTurn = work.turn
        var result = try await byMode(work, context)
        var earlier: [TaskResult] = []
        while result.status == .completed, let (gate, feedback) = try await firstRefusal(result, work.task, context) {
            let tries = work.turn - firstTurn + 1
            guard tries <= gate.retries, tries < configuration.maxIterations else {
                result.status = .failed
                (result.cause, result.errorMessage) = ("gate:\(gate.name)", feedback)
                break
            }
            earlier.append(result)
            work.turn += 1
            work.sections += [
                PromptSection("previous_result", result.value.stringValue ?? result.value.text),
                PromptSection("feedback", feedback),
            ]
            work.goOn(in: session(after: result, saying: feedback), agent(result.agentID))
            let next = try await byMode(work, context)
            // Not begun again: what there is stays, as refused.
            result = next.status == .skipped ? result.refused(by: gate, next.cause) : next
        }
        result.add(earlier)
        return result
    }

    /// Keeps a result: large ones in a file, and tells of it.
    func settle(_ result: TaskResult, of work: TaskWork, _ context: WorkflowContext) async throws -> TaskResult {
        let result = try await shared(result, context)
        ledger.record(result)
        observe(result)
        ledger.end(work.task.id.rawValue)
        let facts = work.facts.merging(["status": .string(result.status.rawValue)]) { $1 }
        try await tell(
            .statusUpdate, from: result.agentID, to: nil, "\(work.task.title): \(result.status.rawValue)", facts, context)
        try await tellProgress("\(work.task.title): \(result.status.rawValue)", after: result, context)
        return result
    }

    private func byMode(_ work: TaskWork, _ context: WorkflowContext) async throws -> TaskResult {
        guard work.part.isEmpty else { return try await once(work, context) }
        let isShared = assignment.assigned(to: work.task).count > 1
        let mode = isShared ? configuration.assignmentMode : .one
        let votes = configuration.integer("votes") ?? 1
        if mode == .one, votes == 1 {
            var work = work
            if isShared { work.candidates = Array(work.candidates.prefix(1)) }
            return try await once(work, context)
        }
        return try await together(work, mode == .one ? .vote : mode, votes: votes, context)
    }
}

// MARK: - Large results

extension PatternRun {
    /// Puts a result that is too large to be handed on whole into a file of the work directory, once.
    private func shared(_ result: TaskResult, _ context: WorkflowContext) async throws -> TaskResult {
        let text = result.value.stringValue ?? result.value.text
        guard result.status == .completed, text.utf8.count > configuration.integer("context_limit_bytes") ?? .max else {
            return result
        }
        let directory = "\(projectDirectory)/.skein/\(order.executionID)"
        let path = "\(directory)/\(result.taskID).txt"
        _ = try await context.step("share result") { _ in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            return path
        }
        var result = result
        result.output["reference"] = ["file": .string(path), "bytes": .integer(Int64(text.utf8.count))]
        return result
    }

    /// What a task that needs others is given of them: values, or references to files with their beginning.
    func inputs(from results: [TaskResult]) -> [String: JSONValue] {
        var inputs: [String: JSONValue] = [:]
        for result in results {
            guard case .object(var reference) = result.output["reference"] else {
                inputs[result.taskID.rawValue] = result.value
                continue
            }
            let text = result.value.stringValue ?? result.value.text
            reference["begins"] = .string(String(text.prefix(1000)))
            inputs[result.taskID.rawValue] = .object(reference)
        }
        return inputs
    }
}

extension TaskResult {
    /// It did not pass a gate, and could not be done again.
    fileprivate func refused(by gate: QualityGate, _ cause: String?) -> TaskResult {
        var result = self
        result.status = .failed
        result.cause = "gate:\(gate.name)"
        result.errorMessage = "It did not pass the gate, and was not done again (\(cause ?? "unknown"))."
        return result
    }

    /// Adds what earlier tries cost.
    mutating func add(_ earlier: [TaskResult]) {
        for result in earlier where result.executionIDs != executionIDs {
            usage = usage + result.usage
            modelCalls += result.modelCalls
        }
        let before = earlier.flatMap(\.executionIDs).filter { !executionIDs.contains($0) }
        executionIDs = before + executionIDs
        startedAt = earlier.first?.startedAt ?? startedAt
    }
}

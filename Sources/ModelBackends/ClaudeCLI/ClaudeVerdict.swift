import Agents
import Domain

/// Says what a finished process means, by the rule of truth: completed is what ended with status 0, a result of this
/// turn, no error, `terminal_reason` completed, and the structured output that was asked for. All else has its own class.
struct ClaudeVerdict {
    let call: ModelCall
    let turn: ClaudeTurn
    let outcome: ShimOutcome

    /// - Throws: ``ModelBackendError``.
    func reply() throws(ModelBackendError) -> ModelReply {
        if case .unstarted(let reason) = outcome.ending {
            throw failure(.spawn, "The Claude CLI was not started: \(reason)")
        }
        if let result = turn.result, isCompleted(result) { return try completed(result) }
        if let ending = stoppedEnding {
            return ModelReply(ending: ending, text: turn.writtenText, call: report(ending.name))
        }
        // What was decided was durable before the model was answered; what failed after that takes nothing from it.
        if let calls = offeredCalls, calls.contains(where: { $0.standing == .counted }) {
            return ModelReply(
                ending: .completed, text: turn.writtenText, offeredCalls: calls, call: report("completed"))
        }
        throw failure
    }

    private var offeredCalls: [OfferedCall]? {
        call.offered.map { _ in CallMemory(call).offeredCalls(with: turn) }
    }

    private func isCompleted(_ result: ClaudeResult) -> Bool {
        hasEndedWell && !result.isError && result.subtype == "success" && result.deferredToolUseID == nil
            && (result.terminalReason == "completed" || result.terminalReason == nil)
    }

    /// What kills a process after its turn's result takes nothing from the answer; a status of its own does.
    private var hasEndedWell: Bool {
        outcome.exitStatus == 0 || outcome.ending == .overstayed || (outcome.exitStatus == nil && outcome.signal != nil)
    }

    private func completed(_ result: ClaudeResult) throws(ModelBackendError) -> ModelReply {
        if call.outputSchema != nil, result.structured == nil {
            throw failure(.schemaUnmet, "The agent ended its turn without the structured output it was asked for.")
        }
        return ModelReply(
            ending: .completed, text: result.text, structured: result.structured, offeredCalls: offeredCalls,
            call: report("completed"))
    }

    /// How a process ended that was asked to, or that stopped before a tool.
    private var stoppedEnding: ModelReply.Ending? {
        switch outcome.ending {
        case .paused: .paused(token: token())
        case .asked(let question): .asked(question, token: token(asking: question))
        case .aborted: .aborted
        case .finished, .overstayed: turn.result?.deferredToolUseID == nil ? nil : .paused(token: token())
        case .timedOut, .inactive, .terminated, .unstarted: nil
        }
    }

    private func token(asking question: Interaction? = nil) -> String? {
        CallMemory(call).token(after: turn, asking: question).text
    }

    private var failure: ModelBackendError {
        switch outcome.ending {
        case .timedOut:
            return failure(.timedOut, "The execution's time was up before the agent was done.")
        case .inactive:
            return failure(.inactive, "The Claude CLI gave no sign of life for too long and was ended.")
        case .terminated:
            return failure(.killed, "The Claude CLI was ended with the machine's services.")
        case .finished, .overstayed, .paused, .asked, .aborted, .unstarted:
            break
        }
        let wasKilled = outcome.signal != nil && outcome.ending != .overstayed
        guard let result = turn.result, !wasKilled else { return failureWithoutResult }
        let said = result.errors.isEmpty ? result.text : result.errors.joined(separator: "; ")
        switch result.subtype {
        case "error_max_turns": return failure(.maxTurns, "The turn limit was reached: \(said)")
        case "error_max_budget_usd": return failure(.budget, "The money limit was reached: \(said)")
        case "error_max_structured_output_retries": return failure(.schemaUnmet, said)
        default: break
        }
        if let cause = ClaudeAPIFailure(result, error: turn.apiError)?.cause { return failure(cause, said) }
        return failure(
            .unknownEnding,
            "The Claude CLI ended in a way that is not known here (subtype '\(result.subtype)', terminal_reason "
                + "'\(result.terminalReason ?? "none")', exit status \(exitStatus)): \(said)")
    }

    private var failureWithoutResult: ModelBackendError {
        if let signal = outcome.signal { return failure(.killed, "The Claude CLI was killed by signal \(signal).") }
        return failure(
            .noResult, "The Claude CLI ended with exit status \(exitStatus) and without a result. \(lastError)")
    }

    private func failure(_ cause: ModelBackendError.Cause, _ message: String) -> ModelBackendError {
        let waits = cause == .rateLimited || cause == .overloaded
        return ModelBackendError(
            cause, message, partialOutput: turn.writtenText.isEmpty ? nil : turn.writtenText,
            exitStatus: outcome.exitStatus, stderrTail: outcome.stderrTail.isEmpty ? nil : outcome.stderrTail,
            retryAfter: waits ? turn.retryDelay.map { Double($0) / 1000 } : nil, isResumable: cause.isTransient,
            token: cause.isTransient ? token() : nil, call: report(cause.rawValue))
    }

    private func report(_ word: String) -> ModelCallReport {
        ModelCallReport(
            callID: call.id, backend: ClaudeCLIBackend.backendName, model: turn.model ?? call.model,
            sessionID: call.conversation.sessionID, outcome: word, usage: turn.usage, turns: turn.turnCount,
            durationMilliseconds: turn.result?.durationMilliseconds)
    }

    private var exitStatus: String { outcome.exitStatus.map(String.init) ?? "unknown" }

    private var lastError: String {
        outcome.stderrTail.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    }
}

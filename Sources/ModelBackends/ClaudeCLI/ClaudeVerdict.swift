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
            throw failure(
                reason.contains("is in use") ? .unknownEnding : .spawn, "The Claude CLI was not started: \(reason)")
        }
        if let result = turn.result, isCompleted(result) { return try completed(result) }
        if let ending = stoppedEnding {
            return ModelReply(ending: ending, text: turn.writtenText, call: report(ending.name))
        }
        throw failure
    }

    private func isCompleted(_ result: ClaudeResult) -> Bool {
        outcome.exitStatus == 0 && !result.isError && result.subtype == "success"
            && (result.terminalReason == "completed" || result.terminalReason == nil)
    }

    private func completed(_ result: ClaudeResult) throws(ModelBackendError) -> ModelReply {
        if call.outputSchema != nil, result.structured == nil {
            throw failure(.schemaUnmet, "The agent ended its turn without the structured output it was asked for.")
        }
        return ModelReply(
            ending: .completed, text: result.text, structured: result.structured, call: report("completed"))
    }

    /// How a process ended that was asked to.
    private var stoppedEnding: ModelReply.Ending? {
        switch outcome.ending {
        case .paused: .paused(token: ResumeToken(turn.result, interaction: nil).text)
        case .asked(let interaction): .asked(interaction, token: ResumeToken(turn.result, interaction: interaction).text)
        case .aborted: .aborted
        case .finished, .timedOut, .inactive, .terminated, .unstarted: nil
        }
    }

    private var failure: ModelBackendError {
        switch outcome.ending {
        case .timedOut:
            return failure(.timedOut, "The execution's time was up before the agent was done.")
        case .inactive:
            return failure(.inactive, "The Claude CLI gave no sign of life for too long and was ended.")
        case .terminated:
            return failure(.killed, "The Claude CLI was ended with the machine's services.")
        case .finished, .paused, .asked, .aborted, .unstarted:
            break
        }
        guard let result = turn.result else { return failureWithoutResult }
        let said = result.errors.isEmpty ? result.text : result.errors.joined(separator: "; ")
        switch result.subtype {
        case "error_max_turns": return failure(.maxTurns, "The turn limit was reached: \(said)")
        case "error_max_budget_usd": return failure(.budget, "The money limit was reached: \(said)")
        case "error_max_structured_output_retries": return failure(.schemaUnmet, said)
        default: break
        }
        if result.isError, let cause = apiCause(result) { return failure(cause, said) }
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

    /// The class of an API failure; nil when it is none.
    private func apiCause(_ result: ClaudeResult) -> ModelBackendError.Cause? {
        switch (turn.apiError, result.apiErrorStatus) {
        case ("authentication_failed", _), (_, 401), (_, 403): .authentication
        case ("billing_error", _), (_, 402): .billing
        case ("rate_limit", _), (_, 429): .rateLimited
        case ("model_not_found", _), (_, 404): .modelNotFound
        case (_, 529): .overloaded
        case (_, 413): .promptTooLong
        case (_, 400): result.terminalReason == "prompt_too_long" ? .promptTooLong : .invalidRequest
        case (_, .some(500...)): .apiError
        case ("invalid_request", _): .invalidRequest
        case (.some, nil) where result.text.contains("Connection") || result.text.contains("connect"): .connection
        case (.some, _): .apiError
        case (nil, _): result.terminalReason == "prompt_too_long" ? .promptTooLong : nil
        }
    }

    private func failure(_ cause: ModelBackendError.Cause, _ message: String) -> ModelBackendError {
        let waits = cause == .rateLimited || cause == .overloaded
        return ModelBackendError(
            cause, message, partialOutput: turn.writtenText.isEmpty ? nil : turn.writtenText,
            exitStatus: outcome.exitStatus, stderrTail: outcome.stderrTail.isEmpty ? nil : outcome.stderrTail,
            retryAfter: waits ? turn.retryDelay.map { Double($0) / 1000 } : nil, isResumable: cause.isTransient,
            call: report(cause.rawValue))
    }

    private func report(_ word: String) -> ModelCallReport {
        ModelCallReport(
            callID: call.id, backend: ClaudeCLIBackend.backendName, model: turn.model ?? call.model,
            sessionID: call.conversation.sessionID, outcome: word, usage: turn.usage, turns: turn.result?.turns,
            durationMilliseconds: turn.result?.durationMilliseconds)
    }

    private var exitStatus: String { outcome.exitStatus.map(String.init) ?? "unknown" }

    private var lastError: String {
        outcome.stderrTail.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    }
}

/// What a stopped conversation needs to go on.
struct ResumeToken: Codable, Hashable {
    /// The tool call it stopped before; it is asked about again without another word.
    var deferredToolUseID: String?
    /// A call the model has to ask for again, because it could not be deferred.
    var withheldCall: ClaudeToolCall?

    init() {}

    init(_ result: ClaudeResult?, interaction: Interaction?) {
        deferredToolUseID = result?.deferredToolUseID
        if deferredToolUseID == nil, let interaction, let tool = interaction.tool {
            withheldCall = ClaudeToolCall(id: interaction.id, name: tool, input: interaction.input ?? [:])
        }
    }

    init?(_ text: String?) {
        // A token is ours, or there is none.
        guard let text, let token = try? JSONCoding.decode(text, as: ResumeToken.self) else { return nil }
        self = token
    }

    /// It holds texts only, which can always be encoded.
    var text: String? { try? JSONCoding.encode(self) }
}

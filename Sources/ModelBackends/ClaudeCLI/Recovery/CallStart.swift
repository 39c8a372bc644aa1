import Agents
import Domain
import Foundation
import NIOPosix

/// Decides how a call goes on when none of its processes lives and none left an outcome.
///
/// The order is that of the measured recovery procedure: nothing of the call may still run; what was finished is adopted;
/// what may or may not have happened is told to the model; only then is the conversation continued.
struct CallStart {
    let call: ModelCall
    let turn: ClaudeTurn
    /// Whether a process of this call was started before.
    let hasBegun: Bool
    let stop: CallStop?
    let backend: ClaudeCLIBackend

    enum Next {
        case ended(ModelReply)
        /// - Parameter warnings: what a person should know.
        case run(ClaudeCommand, CallOpening)
    }

    private var memory: CallMemory { CallMemory(call) }

    /// - Throws: ``ModelBackendError``.
    func next() async throws -> Next {
        if hasBegun { try await endLeftovers() }
        let transcript = transcript(of: call.conversation.sessionID)
        if hasBegun, let reply = try finished(transcript) { return .ended(reply) }
        if let stop { return .ended(stopped(by: stop)) }
        var remaining = call
        remaining.limits = try self.remaining()
        let parent = transcript == nil ? call.conversation.forkedFrom.flatMap(self.transcript) : nil
        let opening = CallOpening(call: call, turn: turn, transcript: parent == nil ? state(of: transcript) : .before)
        let features = try await backend.features(for: call)
        guard call.outputSchema == nil || features.has("--json-schema") else {
            throw failure(.wrongVersion, "The Claude CLI (\(features.version)) cannot answer by a schema. Update it.")
        }
        let beginning: ClaudeCommand.Beginning = transcript != nil ? .resumed : parent != nil ? .forked : .fresh
        return .run(ClaudeCommand(call: remaining, features: features, beginning: beginning), opening)
    }

    private func transcript(of session: String) -> ClaudeTranscript? {
        ClaudeTranscript.find(session, in: backend.configuration.configurationDirectory)
    }

    /// A process whose shim was killed may still be there; nobody may go on with its conversation beside it.
    private func endLeftovers() async throws {
        let callID = call.id
        _ = try await NIOThreadPool.singleton.runIfActive { ProcessTree.killAll { ProcessTree.marked(with: callID) } }
    }

    /// What earlier processes had brought to an end though nobody wrote it down.
    private func finished(_ transcript: ClaudeTranscript?) throws -> ModelReply? {
        if let result = turn.result { return try adopted(result) }
        if let answer = heardAnswer ?? unheardAnswer(transcript) { return answer }
        if let settled { return settled }
        // Its gate died with its process; the answer, given before or to come, opens the next one.
        if let question = turn.decisions.openQuestions.first { return asked(question) }
        switch turn.decisions.intendedEnding {
        case .timedOut, .inactive: return try verdict(turn.decisions.intendedEnding ?? .finished, exitStatus: nil).reply()
        case nil, .finished, .paused, .asked, .aborted, .overstayed, .terminated, .unstarted: return nil
        }
    }

    /// The turn had ended; only its process's end was not recorded.
    private func adopted(_ result: ClaudeResult) throws -> ModelReply {
        let question = turn.decisions.openQuestions.first { $0.id == result.deferredToolUseID }
        if let question { return asked(question) }
        return try verdict(turn.decisions.intendedEnding ?? .finished, exitStatus: result.isError ? 1 : 0).reply()
    }

    /// The model had answered; only the turn's result was not recorded.
    private var heardAnswer: ModelReply? {
        if call.outputSchema != nil {
            return turn.structuredAnswer.map { completed($0.text, structured: $0, turn.usage) }
        }
        return turn.finishedAnswer.map { completed($0, turn.usage) }
    }

    /// The model had answered, and only the CLI has heard it.
    private func unheardAnswer(_ transcript: ClaudeTranscript?) -> ModelReply? {
        guard let begun = turn.begunAt,
            let answer = transcript?.finishedAnswer(since: begun, decided: turn.decisions.decidedIDs),
            call.outputSchema == nil || answer.structured != nil
        else { return nil }
        return completed(answer.text, structured: answer.structured, answer.usage)
    }

    /// The model had decided by one of the caller's tools; what it wanted to say besides is not worth another turn.
    private var settled: ModelReply? {
        let calls = memory.offeredCalls(with: turn)
        return calls.contains { $0.standing == .counted } ? completed(turn.writtenText, turn.usage) : nil
    }

    private func completed(_ text: String, structured: JSONValue? = nil, _ usage: Usage) -> ModelReply {
        ModelReply(
            ending: .completed, text: text, structured: structured,
            offeredCalls: call.offered.map { _ in memory.offeredCalls(with: turn) }, call: report("completed", usage))
    }

    private func asked(_ question: Interaction) -> ModelReply {
        let token = memory.token(after: turn, asking: question)
        return ModelReply(
            ending: .asked(question, token: token.text), text: turn.writtenText, call: report("asked", turn.usage))
    }

    private func stopped(by stop: CallStop) -> ModelReply {
        let ending: ModelReply.Ending = stop == .abort ? .aborted : .paused(token: memory.token(after: turn).text)
        return ModelReply(ending: ending, text: turn.writtenText, call: report(ending.name, turn.usage))
    }

    private func verdict(_ ending: ShimEnding, exitStatus: Int?) -> ClaudeVerdict {
        ClaudeVerdict(
            call: call, turn: turn,
            outcome: ShimOutcome(ending: ending, exitStatus: exitStatus, stderrTail: "", survivors: 0, endedAt: .now))
    }

    private func state(of transcript: ClaudeTranscript?) -> CallOpening.TranscriptState {
        guard let transcript else { return .none }
        return turn.begunAt.map { transcript.holdsWords(since: $0) } ?? false ? .current : .before
    }

    /// What earlier processes of the call have left of its limits, which count for the call as a whole.
    private func remaining() throws -> CallLimits {
        if let deadline = call.limits.deadline, deadline <= .now { throw failure(.timedOut, "The execution's time is up.") }
        let rest = call.limits.less(CallSpending(costUSD: turn.usage.costUSD ?? 0, turns: turn.turnCount))
        if let exhaustion = rest.exhaustion { throw failure(exhaustion.cause, exhaustion.message) }
        return rest
    }

    private func failure(_ cause: ModelBackendError.Cause, _ message: String) -> ModelBackendError {
        ModelBackendError(
            cause, message, partialOutput: turn.writtenText.isEmpty ? nil : turn.writtenText,
            call: report(cause.rawValue, turn.usage))
    }

    private func report(_ outcome: String, _ usage: Usage) -> ModelCallReport {
        ModelCallReport(
            callID: call.id, backend: ClaudeCLIBackend.backendName, model: turn.model ?? call.model,
            sessionID: call.conversation.sessionID, outcome: outcome, usage: usage, turns: turn.turnCount)
    }
}

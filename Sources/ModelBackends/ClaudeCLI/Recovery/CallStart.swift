import Agents
import Domain
import Foundation

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
        case run(ShimRequest, warnings: [String])
    }

    /// - Throws: ``ModelBackendError``.
    func next() async throws -> Next {
        if hasBegun { await endLeftovers() }
        if let result = turn.result { return .ended(try adopted(result)) }
        let transcript = ClaudeTranscript.find(call.conversation.sessionID, in: backend.configuration.configurationDirectory)
        if let begun = turn.begunAt, let answer = transcript?.finishedAnswer(since: begun) { return .ended(adopted(answer)) }
        if let stop { return .ended(stopped(by: stop)) }
        let opening = CallOpening(call: call, turn: turn, hasBegun: hasBegun, hasTranscript: transcript != nil)
        let features = try await backend.features(for: call)
        let command = ClaudeCommand(call: call, features: features, isResumed: transcript != nil)
        return .run(request(opening, command), warnings: command.shortcomings + opening.warnings)
    }

    private func request(_ opening: CallOpening, _ command: ClaudeCommand) -> ShimRequest {
        ShimRequest(
            callID: call.id, sessionID: call.conversation.sessionID, command: [command.features.path] + command.arguments,
            workDirectory: call.workDirectory, prompt: opening.prompt, gate: ToolGate(policy: call.tools),
            answers: opening.answers, approvedCalls: opening.approvedCalls,
            timing: ShimTiming(
                hold: Int64(backend.configuration.questionHold / .milliseconds(1)),
                inactivity: backend.configuration.inactivity.map { Int64($0 / .milliseconds(1)) },
                deadline: call.limits.deadline?.milliseconds))
    }

    /// A process whose shim was killed may still be there; nobody may go on with its conversation beside it.
    private func endLeftovers() async {
        let callID = call.id
        await Task.detached { _ = ProcessTree.killAll { ProcessTree.marked(with: callID) } }.value
    }

    /// The turn had ended; only its process's end was not recorded.
    private func adopted(_ result: ClaudeResult) throws -> ModelReply {
        let outcome = ShimOutcome(
            ending: .finished, exitStatus: result.isError ? 1 : 0, stderrTail: "", survivors: 0, endedAt: .now)
        return try ClaudeVerdict(call: call, turn: turn, outcome: outcome).reply()
    }

    /// The model had answered; only its result was not recorded.
    private func adopted(_ answer: ClaudeTranscript.Answer) -> ModelReply {
        ModelReply(ending: .completed, text: answer.text, call: report("completed", turn.usage + answer.usage))
    }

    private func stopped(by stop: CallStop) -> ModelReply {
        let ending: ModelReply.Ending =
            stop == .abort ? .aborted : .paused(token: call.conversation.continuation?.token)
        return ModelReply(ending: ending, text: turn.writtenText, call: report(ending.name, turn.usage))
    }

    private func report(_ outcome: String, _ usage: Usage) -> ModelCallReport {
        ModelCallReport(
            callID: call.id, backend: ClaudeCLIBackend.backendName, model: turn.model ?? call.model,
            sessionID: call.conversation.sessionID, outcome: outcome, usage: usage)
    }
}

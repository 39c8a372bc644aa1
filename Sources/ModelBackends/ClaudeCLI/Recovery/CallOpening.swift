import Agents
import Domain

/// The first words of a process: the task, or why the conversation goes on.
struct CallOpening {
    let call: ModelCall
    let turn: ClaudeTurn
    let hasBegun: Bool
    let hasTranscript: Bool

    private static let readers: Set<String> = [
        "Read", "Glob", "Grep", "LS", "NotebookRead", "TodoWrite", "ToolSearch", "WebSearch", "WebFetch",
    ]

    private var token: ResumeToken { ResumeToken(call.conversation.continuation?.token) ?? ResumeToken() }

    /// Nil when the CLI asks by itself about the tool call it stopped before.
    var prompt: String? {
        if hasBegun, hasTranscript { return token.deferredToolUseID != nil && hasDoneNothing ? nil : reconciliation }
        if hasBegun, !hasDoneNothing { return reconstruction }
        guard hasTranscript else { return call.prompt }
        switch call.conversation.continuation?.reason {
        case nil: return call.prompt
        case .resumed: return token.deferredToolUseID == nil ? "The operator paused you and resumes you now. \(goOn)" : nil
        case .answered(let interaction, let answer):
            return token.deferredToolUseID == nil ? reply(answer, to: interaction) : nil
        case .failed(let reason):
            return "Your last turn was cut off (\(reason)). Nobody refused anything. \(goOn)"
        }
    }

    /// Decisions the gate is to know before it is asked.
    var answers: [InteractionAnswer] {
        if case .answered(_, let answer) = call.conversation.continuation?.reason { [answer] } else { [] }
    }

    /// A call that could not be deferred and was allowed meanwhile.
    var approvedCalls: [ClaudeToolCall] {
        guard case .answered(_, let answer) = call.conversation.continuation?.reason, answer.isAllowed,
            let withheld = token.withheldCall
        else { return [] }
        return [ClaudeToolCall(id: withheld.id, name: withheld.name, input: answer.updatedInput ?? withheld.input)]
    }

    var warnings: [String] {
        hasBegun && !hasTranscript && !hasDoneNothing
            ? ["The conversation's transcript is gone; it was begun anew with a digest (context: reconstructed)."] : []
    }

    private var hasDoneNothing: Bool { turn.writtenText.isEmpty && turn.openCalls.isEmpty }

    private let goOn = "Continue from where you left off, and do not repeat what is already done."

    /// After a crash of the machine: what may or may not have happened is named.
    private var reconciliation: String {
        let uncertain = turn.openCalls.filter { !Self.readers.contains($0.name) }
        let interruption = "Your process was interrupted by a restart of the machine; nobody refused anything."
        guard !uncertain.isEmpty else { return "\(interruption) \(goOn)" }
        return """
            \(interruption) It is not known whether these tool calls took effect:
            \(list(uncertain))
            Find out first, and repeat none of them that did. Then continue from where you left off.
            """
    }

    /// After a crash that took the transcript too.
    private var reconstruction: String {
        """
        \(call.prompt)

        You have worked on this before, but the conversation was lost in a restart. This is what you had written:
        <earlier_work>
        \(turn.writtenText.replacing("</earlier_work", with: "<\\/earlier_work"))
        </earlier_work>
        It is not known whether these tool calls took effect:
        \(turn.openCalls.isEmpty ? "(none)" : list(turn.openCalls))
        Look at what is there, and do only what is missing.
        """
    }

    private func reply(_ answer: InteractionAnswer, to interaction: Interaction) -> String {
        switch interaction.kind {
        case .question:
            return "The operator answers your question “\(interaction.message)”: \(answer.message ?? "") Continue with that."
        case .toolApproval:
            let tool = interaction.tool ?? "the tool"
            guard answer.isAllowed else {
                return
                    "The operator does not allow the call of \(tool): \(answer.message ?? "no reason given"). Go on without it."
            }
            let input = (answer.updatedInput ?? interaction.input)?.text ?? "{}"
            return "The operator now allows the call of \(tool). Make it again, with exactly this input: \(input)"
        }
    }

    private func list(_ calls: [ClaudeToolCall]) -> String {
        calls.map { "- \($0.name) \($0.input.text)" }.joined(separator: "\n")
    }
}

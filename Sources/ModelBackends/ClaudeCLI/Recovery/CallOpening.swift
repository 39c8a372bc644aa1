import Agents
import Domain

/// The first words of a process: the task, or why the conversation goes on.
struct CallOpening {
    let call: ModelCall
    let turn: ClaudeTurn
    let transcript: TranscriptState

    /// What the CLI has kept of the conversation.
    enum TranscriptState {
        case none
        /// There is one, but this call has not said anything in it.
        case before
        /// This call's words are in it.
        case current
    }

    private static let readers: Set<String> = [
        "Read", "Glob", "Grep", "LS", "NotebookRead", "TodoWrite", "ToolSearch", "WebSearch", "WebFetch",
    ]

    private var memory: CallMemory { CallMemory(call) }

    /// Nil when the CLI asks by itself about the tool call it stopped before.
    var prompt: String? {
        if asksByItself { return nil }
        switch transcript {
        case .none: return isLost ? reconstruction : call.prompt
        case .before: return continuation
        case .current: return reconciliation
        }
    }

    var warnings: [String] {
        isLost ? ["The conversation's transcript is gone; it was begun anew with a digest (context: reconstructed)."] : []
    }

    private var asksByItself: Bool {
        transcript != .none && memory.deferredToolUseID != nil && turn.isUntouched
    }

    /// Whether there was a conversation that is nowhere to be found any more.
    private var isLost: Bool {
        guard transcript == .none else { return false }
        return memory.hasSpoken || !turn.writtenText.isEmpty || !turn.decisions.decidedIDs.isEmpty
    }

    private let goOn = "Continue from where you left off, and do not repeat what is already done."

    private var continuation: String {
        switch memory.reason {
        case nil: call.prompt
        case .told(let words): words ?? call.prompt
        case .resumed: "The operator paused you and resumes you now. \(goOn)"
        case .answered(let question, let answer): reply(answer, to: question)
        case .failed(let reason): "Your last turn was cut off (\(reason)). Nobody refused anything. \(goOn)"
        }
    }

    /// After a crash: what may or may not have happened is named.
    private var reconciliation: String {
        let uncertain = turn.decisions.openCalls.filter {
            !Self.readers.contains($0.name) && HostTools.offeredName($0.name) == nil
        }
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
        let uncertain = turn.decisions.openCalls
        return """
            \(call.prompt)

            You have worked on this before, but the conversation was lost. This is what you had written:
            <earlier_work>
            \(turn.writtenText.replacing("</earlier_work", with: "<\\/earlier_work"))
            </earlier_work>
            It is not known whether these tool calls took effect:
            \(uncertain.isEmpty ? "(none)" : list(uncertain))
            Look at what is there, and do only what is missing.\(memory.reason == nil ? "" : "\n\(continuation)")
            """
    }

    private func reply(_ answer: InteractionAnswer, to question: Interaction) -> String {
        switch question.kind {
        case .question:
            return "The operator answers your question “\(question.message)”: \(answer.message ?? "") Continue with that."
        case .toolApproval:
            let tool = question.tool ?? "the tool"
            guard answer.isAllowed else {
                let reason = answer.message ?? "no reason given"
                return "The operator does not allow the call of \(tool): \(reason). Go on without it."
            }
            let input = (answer.updatedInput ?? question.input)?.text ?? "{}"
            return "The operator now allows the call of \(tool). Make it again, with exactly this input: \(input)"
        }
    }

    private func list(_ calls: [ClaudeToolCall]) -> String {
        calls.map { "- \($0.name) \($0.input.text)" }.joined(separator: "\n")
    }
}

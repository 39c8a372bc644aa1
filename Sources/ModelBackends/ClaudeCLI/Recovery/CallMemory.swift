import Agents
import Domain

/// What a call knows of its conversation before it begins, and hands on to the call after it.
struct CallMemory {
    /// Why the conversation goes on, as far as the model has not been told; nil at its beginning.
    let reason: Conversation.Reason?
    private let token: ResumeToken

    init(_ call: ModelCall) {
        token = ResumeToken(call.conversation.continuation?.token) ?? ResumeToken()
        reason = token.unsaid ?? call.conversation.continuation?.reason
    }

    /// Whether the model has heard anything of the conversation before this call.
    var hasSpoken: Bool { token.hasSpoken }

    /// The tool call that the conversation stopped before.
    var deferredToolUseID: String? { token.deferredToolUseID }

    /// Decisions the gate is to know before it is asked.
    var answers: [InteractionAnswer] { answered.map { [$0.answer] } ?? [] }

    /// Calls people allowed that the model has to make again.
    var approvedCalls: [ClaudeToolCall] {
        guard let (_, answer) = answered, answer.isAllowed, let withheld = token.withheldCall else {
            return token.approvedCalls
        }
        let input = answer.updatedInput ?? withheld.input
        return token.approvedCalls + [ClaudeToolCall(id: withheld.id, name: withheld.name, input: input)]
    }

    /// The calls of the caller's own tools, in this call of the conversation and before it.
    func offeredCalls(with turn: ClaudeTurn) -> [OfferedCall] {
        (token.offeredCalls ?? []) + turn.decisions.offeredCalls
    }

    var rememberedTools: [String] {
        guard let (question, answer) = answered, answer.isAllowed, answer.isRemembered, let tool = question.tool else {
            return token.rememberedTools
        }
        return Array(Set(token.rememberedTools).union([tool])).sorted()
    }

    /// What the next call of the conversation has to know.
    /// - Parameter question: what a person is asked meanwhile.
    func token(after turn: ClaudeTurn, asking question: Interaction? = nil) -> ResumeToken {
        guard !turn.isUntouched || question != nil else {
            var same = token
            same.unsaid = reason
            return same
        }
        var next = ResumeToken()
        next.hasSpoken = true
        next.deferredToolUseID = turn.result?.deferredToolUseID
        if next.deferredToolUseID == nil, let question, let tool = question.tool {
            next.withheldCall = ClaudeToolCall(id: question.id, name: tool, input: question.input ?? [:])
        }
        let made = turn.decisions.allowedCalls
        next.approvedCalls = approvedCalls.filter { call in !made.contains { $0.name == call.name && $0.input == call.input }
        }
        let offered = offeredCalls(with: turn)
        next.offeredCalls = offered.isEmpty ? nil : offered
        next.rememberedTools = Set(rememberedTools).union(turn.decisions.rememberedTools).sorted()
        return next
    }

    private var answered: (question: Interaction, answer: InteractionAnswer)? {
        if case .answered(let question, let answer) = reason { (question, answer) } else { nil }
    }
}

import Agents
import Domain

extension PatternRun {
    /// The conversation in which a result came about, to go on with; nil where there is none, or a fresh one is wanted.
    /// - Parameter words: what its agent is told; it knows everything else.
    func session(after result: TaskResult, saying words: String) -> ContinuedSession? {
        guard configuration.text("session") == "same", let id = result.sessionID else { return nil }
        let rule = "Mend that, and hand in the whole result again as your last message."
        return ContinuedSession(id, words: "\(PromptSection("feedback", words).element)\n\(rule)")
    }
}

/// Which conversation a step of a sequence has.
enum StepContext: String, Sendable {
    /// One of its own.
    case fresh
    /// The one of the step before it.
    case shared
    /// A copy of the one of the step before it.
    case fork
}

extension PatternRun {
    /// The conversation for a step after others; nil for one of its own.
    func session(for task: AgentTask, after earlier: [TaskResult]) -> ContinuedSession? {
        let context = configuration.choice("context", else: StepContext.fresh)
        guard context != .fresh, let last = earlier.last(where: { $0.sessionID != nil }), let id = last.sessionID else {
            return nil
        }
        let isSame = assignment.candidates(for: task).map(\.id) == [last.agentID]
        return ContinuedSession(id, isForked: context == .fork, hasOtherAgent: !isSame)
    }
}

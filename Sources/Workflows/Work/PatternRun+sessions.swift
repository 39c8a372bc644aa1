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

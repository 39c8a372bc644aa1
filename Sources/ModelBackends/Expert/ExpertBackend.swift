public import Agents
import Domain

/// A plan drawn by rule from the agent's capabilities and the task: what there is when there is no model.
///
/// It is deterministic, costs nothing, and says everywhere that it is not a model's answer.
public struct ExpertBackend: ModelBackend {
    public let name = "expert"
    public let method = "expert_fallback"
    public let isDegraded = true

    public init() {}

    public func perform(_ call: ModelCall, _ link: any ModelCallLink) async throws -> ModelReply {
        let plan = ExpertPlan(brief: call.brief)
        for paragraph in plan.paragraphs {
            try Task.checkCancellation()
            link.emit(.text(paragraph + "\n\n"), progress: nil)
        }
        let text = plan.paragraphs.joined(separator: "\n\n")
        link.emit(.message(text), progress: nil)
        let report = ModelCallReport(
            callID: call.id, backend: name, outcome: "completed",
            usage: Usage(inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUSD: 0), turns: 1)
        return ModelReply(ending: .completed, text: text, structured: plan.structured, call: report)
    }
}

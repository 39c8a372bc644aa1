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
            await link.emit(.text(paragraph + "\n\n"), progress: nil)
        }
        let text = plan.paragraphs.joined(separator: "\n\n")
        await link.emit(.message(text), progress: nil)
        let calls = await ruled(by: call.offered, link)
        let report = ModelCallReport(
            callID: call.id, backend: name, outcome: "completed",
            usage: Usage(inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUSD: 0), turns: 1)
        return ModelReply(ending: .completed, text: text, structured: plan.structured, offeredCalls: calls, call: report)
    }

    /// What the caller's rule says, where it has one.
    private func ruled(by offered: OfferedTools?, _ link: any ModelCallLink) async -> [OfferedCall]? {
        guard let offered else { return nil }
        guard let rule = offered.byRule else { return [] }
        let call = offered.judged(rule.tool, rule.input, id: "rule", after: [])
        await link.emit(.toolUse(id: call.id, name: call.tool, input: call.input), progress: nil)
        await link.emit(.toolResult(id: call.id, content: call.answer, isError: call.standing == .refused), progress: nil)
        return [call]
    }
}

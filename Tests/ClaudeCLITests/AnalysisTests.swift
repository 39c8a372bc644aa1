import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite("The analysis by the real CLI", .realClaude, .timeLimit(.minutes(20)))
struct AnalysisTests {
    @Test("what a model was asked when the server was killed is not asked again, and its answer is had by asking again")
    func killed() async throws {
        let tasks = [ServerTeam.Job("One", by: "Ada"), .init("Two", by: "Bob")]
        try await PatternStage.with(["Ada", "Bob"], tasks) { stage in
            let gate = FakeGate()
            let answer: JSONValue = ["workflow_type": "swarm", "confidence": 0.8, "reasoning": "They hand over."]
            stage.play { $0.hands(in: answer).held(by: gate) }
            // The server dies before it answers.
            async let lost = try? analyze(stage)
            try await stage.kill(during: gate, afterRequest: 1)
            _ = await lost
            let analysis = try await analyze(stage)
            #expect(analysis["recommended_workflow"] == "swarm" && analysis["confidence_score"] == 0.8)
            let model = analysis["analysis"]?["model"]
            #expect(model?["method"] == "claude_cli" && model?["reused"] == true && model?["answer"] == answer)
            #expect(stage.calls.count == 1)
            #expect(model?["usage"]?["input_tokens"] == .integer(Int64(stage.requests.count) * 100))
            #expect(model?["usage"]?["cost_usd"]?.numberValue ?? 0 > 0)
        }
    }

    private func analyze(_ stage: PatternStage) async throws -> JSONValue {
        try await stage.bed.server.request(
            .POST, "/api/workflows/analyze",
            [
                "agent_ids": .array(stage.team.agents.map(stage.team.id)),
                "task_ids": .array(stage.team.tasks.map(stage.team.id)),
                "user_objective": .string(PatternStage.objective), "mode": "model",
            ])
    }
}

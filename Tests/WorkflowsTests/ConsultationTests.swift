import Agents
import Domain
import DurableExecution
import TestSupport
import Testing
import Workflows

@Suite("A question outside of any pattern", .timeLimit(.minutes(10))) struct ConsultationTests {
    @Test("an answer that is not valid is sent back once, with what is wrong with it; what both cost is told")
    func repaired() async throws {
        let consultation = try await ask { prompt in
            prompt.contains("previous_answer") && prompt.contains(".n is required") ? ["n": 1] : ["m": 1]
        }
        #expect(consultation.answer == ["n": 1] && consultation.problems.isEmpty)
        #expect(consultation.spent == ModelSpending(usage: Usage(costUSD: 0.5), modelCalls: 2))
    }

    @Test("an answer that stays invalid is none, and says what is wrong")
    func neverValid() async throws {
        let consultation = try await ask { _ in ["m": 1] }
        #expect(consultation.answer == nil && !consultation.problems.isEmpty && consultation.failure == nil)
        #expect(consultation.spent.modelCalls == 2)
    }

    /// - Parameter answer: to a prompt.
    private func ask(_ answer: @escaping @Sendable (String) -> JSONValue) async throws -> Consultation {
        try await EngineBed.with { bed in
            let agents = AgentRuntime(backends: [Answering(answer: answer)], defaultBackend: "scripted")
            let engine = bed.engine(ConsultationWorkflow(agents: agents))
            return try await bed.serving(engine) {
                let call = ModelCall(
                    id: "", conversation: Conversation(sessionID: ""), systemPrompt: "s", prompt: "p", workDirectory: "/tmp")
                let schema: JSONValue = ["type": "object", "required": ["n"]]
                let order = ConsultationWorkflow.Order(call, schema: schema, kind: "test", backend: nil, timeout: 60)
                let run = try await engine.start(ConsultationWorkflow.self, order, id: .make())
                let record = try #require(try await engine.end(of: run.id))
                return try #require(record.output).decode(Consultation.self)
            }
        }
    }
}

/// Answers by what it is asked.
private struct Answering: ModelBackend {
    let name = "scripted"
    let answer: @Sendable (String) -> JSONValue

    func perform(_ call: ModelCall, _ link: any ModelCallLink) async throws -> ModelReply {
        ModelReply(
            ending: .completed, text: "", structured: answer(call.prompt),
            call: ModelCallReport(callID: call.id, backend: name, outcome: "completed", usage: Usage(costUSD: 0.25)))
    }
}

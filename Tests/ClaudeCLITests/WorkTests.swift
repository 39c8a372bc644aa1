import Domain
import TestSupport
import Testing

@Suite("The real CLI at work", .realClaude, .timeLimit(.minutes(20)))
struct WorkTests {
    @Test("a task is done, and watched live: words, tool, tool result, cost")
    func task() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin(
                "live", .uses("Bash", ["command": "echo from the tool", "description": "say"], saying: "Let me see now."),
                .says("one two three four five six").held(midwayBy: gate))
            try await bed.server.events.first("the first words of the answer") {
                $0["event"] == "text" && $0["data"]?["text"]?.stringValue?.contains("two") == true
            }
            #expect(try await bed.server.execution(id)["status"] == "running")
            gate.open()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "one two three four five six")
            #expect(execution["method"] == "claude_cli")
            #expect(execution["degraded"] == false)
            #expect(execution["usage"]?["input_tokens"] == 200)
            #expect(execution["usage"]?["output_tokens"] == 40)
            #expect(execution["usage"]?["cost_usd"]?.numberValue ?? 0 > 0)
            let use = try await bed.server.events.first("tool_use", of: id)
            #expect(use["data"]?["tool"] == "Bash")
            let result = try await bed.server.events.first("tool_result", of: id)
            #expect(result["data"]?["content"] == "from the tool")
            try await bed.server.events.first("usage", of: id)
            #expect(bed.api.requests(of: "live").count == 2)
        }
    }
}

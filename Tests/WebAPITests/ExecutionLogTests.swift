import Domain
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExecutionLogTests {
    @Test("a run that told much answers with the end of its log, and its events hold the rest")
    func longRun() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let script: JSONValue = [["use": ["tool": "Read", "result": "Lines."], "times": 600], ["say": "Done."]]
            let id = try await server.begin("Read.", settings: ["script": script])
            let logs = try await server.execution(id, becomes: "completed")["logs"]?.arrayValue ?? []
            let words = logs.compactMap { $0["message"]?.stringValue }
            #expect(words.count == 1001)
            #expect(words.first == "Earlier lines are left out; GET /api/execution/\(id)/events has everything")
            #expect(words.suffix(3) == ["Done.", "Step work completed", "Completed"])
            let events = try await server.get("/api/execution/\(id)/events?after=0&limit=5000").arrayValue ?? []
            #expect(events.count { $0["event"] == "tool_result" } == 600)
        }
    }
}

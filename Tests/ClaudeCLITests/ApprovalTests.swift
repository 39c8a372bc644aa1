import Domain
import TestSupport
import Testing

@Suite("The real CLI asks people", .realClaude, .timeLimit(.minutes(20)))
struct ApprovalTests {
    private static func write(_ file: String, _ content: String) -> FakeTurn {
        .uses("Write", ["file_path": .string(file), "content": .string(content)])
    }

    @Test("a tool runs when a person allows it, with the input the person gives, and not when the person denies it")
    func approval() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin(
                "approve", Self.write("a.txt", "as asked"), Self.write("b.txt", "as asked"), Self.write("c.txt", "as asked"),
                .says("All done."))
            let first = try await bed.server.question(of: id)
            #expect(first["question"]?["tool"] == "Write")
            #expect(first["question"]?["kind"] == "tool_approval")
            try await bed.server.answer(first, of: id, "allow")
            let second = try await bed.question(of: id, after: first)
            var edited = second["question"]?["input"]?.objectValue ?? [:]
            edited["content"] = "as edited"
            try await bed.server.answer(second, of: id, ["decision": "allow", "updated_input": .object(edited)])
            let third = try await bed.question(of: id, after: second)
            try await bed.server.answer(third, of: id, ["decision": "deny", "message": "not this one"])
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("a.txt", of: id) == "as asked")
            #expect(bed.file("b.txt", of: id) == "as edited")
            #expect(bed.file("c.txt", of: id) == nil)
            let last = try await bed.api.request(4, of: "approve")
            #expect(last.toolResults["toolu_approve_2_0"]?.contains("not this one") == true)
            #expect(bed.api.requests(of: "approve").count == 4)
        }
    }

    @Test("a tool that is remembered is not asked about again, not even after a pause")
    func remember() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin(
                "remember", Self.write("a.txt", "1"), Self.write("b.txt", "2"), .says("half way there").held(midwayBy: gate),
                Self.write("c.txt", "3"), .says("Done."))
            let question = try await bed.server.question(of: id)
            try await bed.server.answer(question, of: id, ["decision": "allow", "remember": true])
            // Words that have not come through would not be part of the conversation, and be said again.
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            #expect(bed.file("b.txt", of: id) == "2")
            try await bed.server.pause(id, mode: "now")
            try await bed.server.execution(id, becomes: "paused")
            gate.open()
            try await bed.server.resume(id)
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("c.txt", of: id) == "3")
            #expect(bed.server.events.count("needs_input", of: id) == 1)
        }
    }

    @Test("what the CLI's own rules stop is asked too")
    func cliRules() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin(
                "rules", .uses("Bash", ["command": "echo made > made.txt", "description": "write"]), .says("Done."))
            let question = try await bed.server.question(of: id)
            #expect(question["question"]?["tool"] == "Bash")
            #expect(bed.file("made.txt", of: id) == nil)
            try await bed.server.answer(question, of: id, "allow")
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("made.txt", of: id) == "made\n")
        }
    }

    @Test("the model's own question is answered with the person's words")
    func question() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin("ask", Self.asks, .says("Blue it is."))
            let question = try await bed.server.question(of: id)
            #expect(question["question"]?["kind"] == "question")
            #expect(question["question"]?["message"] == "Which colour?")
            try await bed.server.answer(question, of: id, "Blue")
            try await bed.server.execution(id, becomes: "completed")
            let last = try await bed.api.request(2, of: "ask")
            #expect(last.toolResults.values.contains { $0.contains("Blue") })
            #expect(bed.server.events.count("needs_input", of: id) == 1)
        }
    }

    @Test(
        "a question nobody answers is parked without a process, and answered after a restart; nothing is asked twice",
        arguments: [
            ("write", FakeTurn.uses("Write", ["file_path": "a.txt", "content": "x"]), "allow" as JSONValue),
            ("bash", .uses("Bash", ["command": "echo x > a.txt", "description": "write"]), "allow"),
            ("ask", asks, "Blue"),
        ])
    func parked(marker: String, turn: FakeTurn, answer: JSONValue) async throws {
        // What cannot be deferred the model has to ask for again: the fake does so as a third turn.
        let turns = marker == "bash" ? [turn, turn, .says("Done.")] : [turn, .says("Done.")]
        try await ClaudeBed.with(["SKEIN_QUESTION_HOLD": "1"]) { bed in
            bed.api.script(marker, turns)
            let id = try await bed.server.begin("Please do [\(marker)].")
            let question = try await bed.server.question(of: id)
            try await bed.server.execution(id, becomes: "waiting")
            try await eventually("the process to be parked") { bed.server.agentProcesses.isEmpty ? true : nil }
            try await bed.server.killAndRestart()
            try await bed.server.answer(question, of: id, answer)
            try await bed.server.execution(id, becomes: "completed")
            if marker != "ask" { #expect(bed.file("a.txt", of: id) == (marker == "bash" ? "x\n" : "x")) }
            let requests = bed.api.requests(of: marker)
            #expect(requests.count == turns.count)
            #expect(Set(requests.map(\.sessionID)).count == 1)
            #expect(bed.server.events.count("needs_input", of: id) == 1)
        }
    }

    private static let asks = FakeTurn.uses(
        "AskUserQuestion",
        [
            "questions": [
                [
                    "question": "Which colour?", "header": "Colour", "multiSelect": false,
                    "options": [["label": "Red", "description": "warm"], ["label": "Blue", "description": "cold"]],
                ]
            ]
        ])
}

extension ClaudeBed {
    /// The next question.
    func question(of id: String, after earlier: JSONValue) async throws -> JSONValue {
        try await eventually("another question of execution \(id)") {
            let question = try await server.question(of: id)
            return question["interaction_id"] == earlier["interaction_id"] ? nil : question
        }
    }
}

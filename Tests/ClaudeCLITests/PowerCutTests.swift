import Domain
import Foundation
import TestSupport
import Testing

@Suite("Everything is killed while the real CLI works", .realClaude, .timeLimit(.minutes(20)))
struct PowerCutTests {
    @Test("an answer that only the CLI had written down is adopted, not asked for again")
    func adopted() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin("adopt", .says("one two three four").held(midwayBy: gate))
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            // A shim that is stopped hears nothing of the answer; the CLI writes it into its transcript.
            for shim in bed.server.shims { kill(shim, SIGSTOP) }
            gate.open()
            try await bed.transcript(holds: "\"stop_reason\":\"end_turn\"")
            try await bed.server.killEverything()
            try await bed.server.start()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "one two three four")
            #expect(execution["usage"]?["output_tokens"] == 20)
            #expect(execution["usage"]?["cost_usd"] == .null)
            #expect(bed.api.requests(of: "adopt").count == 1)
        }
    }

    @Test("killed in the middle of a word: the conversation goes on")
    func midWord() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin("word", .says("one two three four").held(midwayBy: gate))
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            try await bed.server.killEverything()
            gate.open()
            try await bed.server.start()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "one two three four")
            let requests = bed.api.requests(of: "word")
            #expect(requests.count == 2)
            #expect(requests[1].text.contains("Please do [word]."))
            #expect(requests[1].sessionID == requests[0].sessionID)
        }
    }

    @Test("killed before the CLI had written anything down: the task is told again")
    func beforeTheTranscript() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin("first", .says("Done.").held(by: gate))
            try await bed.api.request(1, of: "first")
            try await bed.server.killEverything()
            gate.open()
            try await bed.server.start()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "Done.")
            #expect(bed.api.requests(of: "first").last?.text.contains("Please do [first].") == true)
        }
    }

    @Test(
        "D10: no tool of a CLI agent runs whose intent was not durable first; an intent without outcome is never silently repeated"
    )
    func unknownOutcome() async throws {
        try await ClaudeBed.with { bed in
            let command = "echo ran >> ran.txt; touch started; while true; do sleep 0.1; done"
            let id = try await bed.begin(
                "intent", .uses("Bash", ["command": .string(command), "description": "run"]), .says("It had run; done."),
                agent: ["tools": ["Bash"]])
            try await eventually("the tool to run") { bed.file("started", of: id) }
            let intents = try bed.spooledIntents()
            #expect(intents.contains { $0.contains("toolu_intent_0_0") })
            try await bed.server.killEverything()
            try await bed.server.start()
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("ran.txt", of: id) == "ran\n")
            let second = try await bed.api.request(2, of: "intent")
            #expect(second.lastUserText.contains("not known whether these tool calls took effect"))
            #expect(second.lastUserText.contains("- Bash"))
            #expect(second.lastUserText.contains("nobody refused anything"))
            #expect(bed.api.requests(of: "intent").count == 2)
        }
    }

    @Test("killed while a question is held: it stays open, and its answer, given later, goes on with it")
    func question() async throws {
        try await ClaudeBed.with { bed in
            bed.api.script("question") { request in
                let isWritten = request.toolResults.values.contains { $0.contains("created") }
                return isWritten ? .says("Done.") : .uses("Write", ["file_path": "a.txt", "content": "x"])
            }
            let id = try await bed.server.begin("Please do [question].")
            let question = try await bed.server.question(of: id)
            try await bed.server.killEverything()
            try await bed.server.start()
            try await bed.server.execution(id, becomes: "waiting")
            #expect(bed.server.processes.isEmpty)
            try await bed.server.answer(question, of: id, "allow")
            try await eventually("the call to be made again, and allowed") {
                if let again = try await bed.server.execution(id)["interactions"]?.arrayValue?.first {
                    Issue.record("asked again: \(again)")
                }
                return bed.file("a.txt", of: id)
            }
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.server.events.count("needs_input", of: id) == 1)
        }
    }

    @Test("killed a second time during the recovery: it recovers from that too")
    func twice() async throws {
        try await ClaudeBed.with { bed in
            let gates = [FakeGate(), FakeGate()]
            let id = try await bed.begin(
                "twice", .uses("Bash", ["command": "echo ran >> ran.txt", "description": "run"]),
                .says("one two three four").held(midwayBy: gates[0]), agent: ["tools": ["Bash"]])
            for round in 2...3 {
                try await bed.api.request(round, of: "twice")
                try await bed.server.events.first("its first words") { $0["event"] == "text" }
                try await bed.server.killEverything()
                try await bed.server.start()
            }
            gates[0].open()
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("ran.txt", of: id) == "ran\n")
        }
    }

    @Test("only the process that keeps the agent is killed: the agent runs no tool without it, and is begun again")
    func shimOnly() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin(
                "shim",
                .uses("Bash", ["command": "echo ran >> ran.txt", "description": "run"], saying: "one two").held(
                    midwayBy: gate),
                .says("Done."), agent: ["tools": ["Bash"]])
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            for shim in bed.server.shims { kill(shim, SIGKILL) }
            gate.open()
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("ran.txt", of: id) == "ran\n")
        }
    }

    @Test("server and keeper are killed, not the agent: its refusal in nobody's name is no answer")
    func orphan() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin(
                "orphan",
                .uses("Bash", ["command": "echo ran >> ran.txt", "description": "run"], saying: "one two").held(
                    midwayBy: gate),
                .says("I was told to stop."), .uses("Bash", ["command": "echo ran >> ran.txt", "description": "run"]),
                .says("Done."),
                agent: ["tools": ["Bash"]])
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            let shims = bed.server.shims
            try await bed.server.kill()
            for shim in shims { kill(shim, SIGKILL) }
            gate.open()
            try await eventually("the orphan to end") { bed.server.processes.isEmpty ? true : nil }
            #expect(bed.file("ran.txt", of: id) == nil)
            try await bed.server.start()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "Done.")
            #expect(bed.file("ran.txt", of: id) == "ran\n")
        }
    }
}

extension ClaudeBed {
    /// Waits until the CLI has written something into the only transcript there is.
    func transcript(holds text: String) async throws {
        let projects = server.directory.appending(path: "home/.claude/projects")
        try await eventually("a transcript with \(text)") {
            let files = FileManager.default.enumerator(at: projects, includingPropertiesForKeys: nil)?.allObjects ?? []
            // Not written yet, or not a file: looked at again.
            let texts = files.compactMap { try? String(contentsOf: $0 as! URL, encoding: .utf8) }
            return texts.contains { $0.contains(text) } ? true : nil
        }
    }

    /// The decisions that were sent to the CLI, as the spools have them.
    func spooledIntents() throws -> [String] {
        let calls = server.data.appending(path: "calls")
        let files = FileManager.default.enumerator(at: calls, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
        let streams = try files.filter { $0.lastPathComponent == "stream.jsonl" }.map {
            try String(contentsOf: $0, encoding: .utf8)
        }
        return streams.flatMap { $0.split(separator: "\n").map(String.init) }.filter { $0.contains("PreToolUse") }
    }
}

import Domain
import TestSupport
import Testing

@Suite("The real CLI is paused, resumed and aborted", .realClaude, .timeLimit(.minutes(20)))
struct PauseTests {
    private static let touch = FakeTurn.uses("Bash", ["command": "echo ran >> ran.txt", "description": "run"])

    @Test(
        "a pause at the next step waits for the tool, a resume goes on with the same conversation; nothing is asked twice",
        arguments: [false, true])
    func step(acrossRestart: Bool) async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin(
                "step", Self.touch.held(by: gate), Self.touch, .says("Done."), agent: ["tools": ["Bash"]])
            try await bed.api.request(1, of: "step")
            try await bed.server.pause(id, mode: "step")
            gate.open()
            try await bed.server.execution(id, becomes: "paused")
            try await eventually("the process to end") { bed.server.agentProcesses.isEmpty ? true : nil }
            #expect(bed.file("ran.txt", of: id) == nil)
            if acrossRestart { try await bed.server.killAndRestart() }
            try await bed.server.resume(id)
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("ran.txt", of: id) == "ran\nran\n")
            let requests = bed.api.requests(of: "step")
            #expect(requests.count == 3)
            #expect(Set(requests.map(\.sessionID)).count == 1)
        }
    }

    @Test(
        "a pause at once interrupts the model in the middle of a word; a resume goes on with the same conversation",
        arguments: [false, true])
    func now(acrossRestart: Bool) async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin("now", .says("one two three four").held(midwayBy: gate), .says("five six"))
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            try await bed.server.pause(id, mode: "now")
            try await bed.server.execution(id, becomes: "paused")
            gate.open()
            if acrossRestart { try await bed.server.killAndRestart() }
            try await bed.server.resume(id)
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "five six")
            let requests = bed.api.requests(of: "now")
            #expect(requests.count == 2)
            #expect(requests.last?.lastUserText.contains("resumes you now") == true)
            #expect(requests.last?.text.contains("one two") == true)
            #expect(Set(requests.map(\.sessionID)).count == 1)
        }
    }

    @Test("a pause at once ends a tool that runs, with everything it started; the model is told")
    func pauseDuringTool() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin(
                "tool", .uses("Bash", ["command": "touch started; while true; do sleep 0.1; done", "description": "wait"]),
                .says("Done."), agent: ["tools": ["Bash"]])
            try await eventually("the tool to run") { bed.file("started", of: id) }
            try await bed.server.pause(id, mode: "now")
            try await bed.server.execution(id, becomes: "paused")
            try await eventually("everything to be gone") { bed.server.processes.isEmpty ? true : nil }
            try await bed.server.resume(id)
            try await bed.server.execution(id, becomes: "completed")
        }
    }

    @Test("a pause before the model has heard a word loses nothing")
    func beforeTheFirstWord() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin("early", .says("Done."))
            try await bed.server.events.first("step_started", of: id)
            try await bed.server.pause(id, mode: "now")
            let execution = try await eventually("a pause or the end") {
                let execution = try await bed.server.execution(id)
                return ["paused", "completed"].contains(execution["status"]) ? execution : nil
            }
            guard execution["status"] == "paused" else { return }
            try await bed.server.resume(id)
            let done = try await bed.server.execution(id, becomes: "completed")
            #expect(done["output"]?["result"] == "Done.")
            #expect(bed.api.requests(of: "early").last?.text.contains("Please do [early].") == true)
        }
    }

    @Test("an abort ends the agent and its tools at once; no process is left")
    func abort() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin(
                "abort",
                .uses(
                    "Bash",
                    [
                        "command":
                            "touch started; (setsid sh -c 'trap \"\" TERM HUP; while true; do sleep 0.1; done' &) ; while true; do sleep 0.1; done",
                        "description": "wait",
                    ]), .says("unreached"), agent: ["tools": ["Bash"]])
            try await eventually("the tool to run") { bed.file("started", of: id) }
            try await bed.server.abort(id)
            try await bed.server.execution(id, becomes: "aborted")
            try await eventually("everything to be gone") { bed.server.processes.isEmpty ? true : nil }
            #expect(bed.api.requests(of: "abort").count == 1)
        }
    }

    @Test("an execution that waits for a person is aborted with its process")
    func abortWhileAsking() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin(
                "asking", .uses("Write", ["file_path": "a.txt", "content": "x"]), .says("unreached"))
            _ = try await bed.server.question(of: id)
            try await bed.server.abort(id)
            try await bed.server.execution(id, becomes: "aborted")
            #expect(bed.file("a.txt", of: id) == nil)
        }
    }
}

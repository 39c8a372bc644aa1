import Domain
import Foundation
import TestSupport
import Testing

@Suite("The server is killed while the real CLI works", .realClaude, .timeLimit(.minutes(20)))
struct CrashTests {
    private static let waits: JSONValue = [
        "command": "touch started; while [ ! -e go ]; do sleep 0.05; done; echo ran >> ran.txt", "description": "wait",
    ]

    @Test("killed before the CLI was started: the task is done once")
    func beforeTheSpawn() async throws {
        try await withTemporaryDirectory { directory in
            // The CLI says its version only when it is allowed to: until then no call can begin.
            let slow = directory.appending(path: "claude")
            let real = try await ClaudeCLI.path()
            try """
            #!/bin/sh
            while [ "$1" = --version ] && [ ! -e '\(directory.path)/go' ]; do sleep 0.05; done
            exec '\(real)' "$@"
            """.write(to: slow, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: slow.path)
            try await ClaudeBed.with(claude: slow.path) { bed in
                let id = try await bed.begin("early", .says("Done."))
                try await bed.server.events.first("step_started", of: id)
                try await bed.server.kill()
                #expect(FileManager.default.createFile(atPath: directory.appending(path: "go").path, contents: nil))
                try await bed.server.start()
                let execution = try await bed.server.execution(id, becomes: "completed")
                #expect(execution["output"]?["result"] == "Done.")
                #expect(bed.api.requests(of: "early").count == 1)
            }
        }
    }

    @Test("killed in the middle of a turn: the agent does not notice, and is found again")
    func midTurn() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin("mid", .says("one two three four").held(midwayBy: gate))
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            let agents = bed.server.agentProcesses
            try await bed.server.killAndRestart()
            #expect(bed.server.agentProcesses == agents)
            gate.open()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "one two three four")
            #expect(bed.api.requests(of: "mid").count == 1)
            #expect(bed.server.events.count("message", of: id) == 1)
        }
    }

    @Test("killed while a tool runs: the tool ends by itself, once, and its result is told once")
    func duringTool() async throws {
        try await ClaudeBed.with { bed in
            let id = try await bed.begin("tool", .uses("Bash", Self.waits), .says("Done."), agent: ["tools": ["Bash"]])
            try await eventually("the tool to run") { bed.file("started", of: id) }
            try await bed.server.kill()
            try "".write(to: bed.server.data.appending(path: "workspaces/\(id)/go"), atomically: true, encoding: .utf8)
            try await eventually("the tool to end") { bed.file("ran.txt", of: id) }
            try await bed.server.start()
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("ran.txt", of: id) == "ran\n")
            #expect(bed.api.requests(of: "tool").count == 2)
            #expect(bed.kept("tool_use", of: id).count == 1)
            #expect(bed.kept("tool_result", of: id).count == 1)
        }
    }

    @Test("D4: a model call that finished is never asked again, even if the server was dead at that moment")
    func afterTheAnswer() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin("answer", .says("one two three four").held(midwayBy: gate))
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            bed.server.freeze()
            gate.open()
            try await eventually("the agent to finish") { bed.server.processes.isEmpty ? true : nil }
            try await bed.server.killAndRestart()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "one two three four")
            #expect(execution["usage"]?["output_tokens"] == 20)
            #expect(bed.api.requests(of: "answer").count == 1)
        }
    }

    @Test("killed again and again, the task is still done once")
    func severalTimes() async throws {
        try await ClaudeBed.with { bed in
            let gates = (0..<3).map { _ in FakeGate() }
            let id = try await bed.begin(
                "often", .uses("Bash", ["command": "echo ran >> ran.txt", "description": "run"]).held(by: gates[0]),
                .uses("Bash", ["command": "echo ran >> ran.txt", "description": "run"]).held(by: gates[1]),
                .says("Done.").held(midwayBy: gates[2]), agent: ["tools": ["Bash"]])
            for number in 1...3 {
                try await bed.api.request(number, of: "often")
                try await bed.server.killAndRestart()
                gates[number - 1].open()
            }
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("ran.txt", of: id) == "ran\nran\n")
            #expect(bed.api.requests(of: "often").count == 3)
            #expect(bed.kept("tool_use", of: id).count == 2)
        }
    }

    @Test("a question asked while no server lived is shown and answered after the restart")
    func questionWhileDead() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin(
                "alone", .uses("Write", ["file_path": "a.txt", "content": "x"]).held(by: gate), .says("Done."))
            try await bed.api.request(1, of: "alone")
            try await bed.server.kill()
            gate.open()
            try await bed.server.start()
            let question = try await bed.server.question(of: id)
            try await bed.server.answer(question, of: id, "allow")
            try await bed.server.execution(id, becomes: "completed")
            #expect(bed.file("a.txt", of: id) == "x")
            #expect(bed.api.requests(of: "alone").count == 2)
        }
    }

    @Test("SIGTERM leaves the agent at work, and the next start picks it up")
    func gracefulStop() async throws {
        try await ClaudeBed.with { bed in
            let gate = FakeGate()
            let id = try await bed.begin("term", .says("one two three four").held(midwayBy: gate))
            try await bed.server.events.first("the first words") { $0["event"] == "text" }
            let agents = bed.server.agentProcesses
            try await bed.server.terminate()
            #expect(bed.server.agentProcesses == agents)
            #expect(!FileManager.default.fileExists(atPath: bed.server.data.appending(path: "server.json").path))
            gate.open()
            try await eventually("the agent to finish") { bed.server.processes.isEmpty ? true : nil }
            try await bed.server.start()
            let execution = try await bed.server.execution(id, becomes: "completed")
            #expect(execution["output"]?["result"] == "one two three four")
            #expect(bed.api.requests(of: "term").count == 1)
        }
    }
}

extension ClaudeBed {
    /// The events of a name in an execution's journal, not those that were only told.
    func kept(_ name: String, of execution: String) -> [JSONValue] {
        server.events.all.filter {
            $0["event"]?.stringValue == name && $0["cursor"] != nil && $0["cursor"] != .null
                && $0["data"]?["execution_id"]?.stringValue == execution
        }
    }
}

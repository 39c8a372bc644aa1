import Domain
import Foundation
import TestSupport
import Testing

/// What the real CLI cannot be made to do, and what holds where it cannot be had.
@Suite("A CLI that does everything wrong", .timeLimit(.minutes(10)))
struct FakeClaudeTests {
    @Test("among garbage, unknown lines, other versions' lines and one of 50 MB the answer is found")
    func garbage() async throws {
        var fake = FakeClaude()
        fake.longLine = 50 << 20
        fake.lines =
            ["plain words", "{\"broken\": ", "{\"type\": 7}", "[]", "", #"{"type":"newcomer","x":{}}"#, "\u{1b}[31mred"]
            + FakeClaude.answer("Here it is: ✅")
        try await with(fake) { server in
            let execution = try await server.execution(try await server.begin("Do it."), becomes: "completed")
            #expect(execution["output"]?["result"] == "Here it is: ✅")
            #expect(execution["usage"]?["output_tokens"] == 5)
        }
    }

    @Test(
        "completed is only what ended with status 0, a result, no error and the reason completed",
        arguments: [
            (lines: FakeClaude.answer("Done."), exitStatus: 0, cause: nil as String?),
            (FakeClaude.answer("Done."), 1, "unknown_ending"),
            ([FakeClaude.assistant("Done.")], 0, "no_result"), ([FakeClaude.assistant("Done.")], 3, "no_result"),
            ([FakeClaude.result(isError: true, text: "API Error")], 0, "unknown_ending"),
            ([FakeClaude.result(reason: "new_reason", text: "Done.")], 0, "unknown_ending"),
            ([FakeClaude.result("error_during_execution", isError: true)], 1, "unknown_ending"),
            (FakeClaude.answer("One.") + FakeClaude.answer("Two."), 0, nil),
        ])
    func endings(lines: [String], exitStatus: Int, cause: String?) async throws {
        var fake = FakeClaude()
        fake.lines = lines
        fake.exitStatus = exitStatus
        fake.stderr = "some last words\n"
        try await with(fake) { server in
            let id = try await server.begin("Do it.")
            let execution = try await server.execution(id, becomes: cause == nil ? "completed" : "failed")
            guard let cause else { return }
            #expect(execution["error_details"]?["cause"]?.stringValue == cause, "\(execution.text)")
            #expect(execution["error_details"]?["exit_status"]?.integerValue == Int64(exitStatus))
            #expect(execution["error_details"]?["stderr_tail"]?.stringValue?.contains("some last words") == true)
            #expect(execution["output"] == [:])
        }
    }

    @Test("a CLI that dies by a signal was killed, and what it had written is kept")
    func signalled() async throws {
        var fake = FakeClaude()
        fake.lines = [FakeClaude.assistant("Half of it.")]
        fake.signal = SIGSEGV
        try await with(fake) { server in
            let execution = try await server.execution(try await server.begin("Do it."), becomes: "failed")
            #expect(execution["error_details"]?["cause"] == "killed")
            #expect(execution["error_details"]?["partial_output"] == "Half of it.")
        }
    }

    @Test("a CLI that hangs and ignores SIGTERM is aborted all the same")
    func stubborn() async throws {
        var fake = FakeClaude()
        fake.lines = [FakeClaude.delta("Half")]
        fake.hangs = true
        fake.ignoresTerminate = true
        try await with(fake) { server in
            let id = try await server.begin("Do it.")
            try await server.events.first("text", of: id)
            try await server.abort(id)
            try await server.execution(id, becomes: "aborted")
            try await eventually("every process to be gone") { server.processes.isEmpty ? true : nil }
        }
    }

    @Test("a CLI that lacks what is needed is of the wrong version, and says which flags it lacks")
    func wrongVersion() async throws {
        var fake = FakeClaude()
        fake.version = "0.9.1 (Claude Code)"
        fake.flags = ["--output-format"]
        try await with(fake) { server in
            let execution = try await server.execution(try await server.begin("Do it."), becomes: "failed")
            #expect(execution["error_details"]?["cause"] == "wrong_version")
            let message = execution["error_message"]?.stringValue ?? ""
            #expect(message.contains("0.9.1") && message.contains("--session-id"), "\(message)")
        }
    }

    @Test("a CLI that is not there fails the execution with the remedy")
    func missing() async throws {
        try await ClaudeBed.with(claude: "/nonexistent/claude") { bed in
            let execution = try await bed.server.execution(try await bed.server.begin("Do it."), becomes: "failed")
            #expect(execution["error_details"]?["cause"] == "missing_binary")
            #expect(execution["error_message"]?.stringValue?.contains("CLAUDE_CLI_PATH") == true)
        }
    }

    private func with(_ fake: FakeClaude, _ body: (SkeinServer) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await ClaudeBed.with(claude: try fake.install(in: directory)) { bed in try await body(bed.server) }
        }
    }
}

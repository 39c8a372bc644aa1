import Domain
import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `skein run`, as a person or a script uses it.
@Suite(.timeLimit(.minutes(10))) struct RunTests {
    @Test("it shows each task, what it came to, and exits with 0")
    func completes() async throws {
        try await withTeam(TeamFiles.pair()) { skein, file, home in
            let output = home.appending(path: "result.txt").path
            let run = try await skein.run("run", file, "--backend", "scripted", "--output", output)
            #expect(run.status == 0, "\(run.errors)")
            for line in ["2 agents created, 2 tasks created, 1 workflow created", "begins      Build – Ada"] {
                #expect(run.output.contains(line), "\(run.output)")
            }
            #expect(run.output.contains("completed   Test – Bob, "))
            #expect(run.output.contains("Delivery: completed, "))
            #expect(try String(contentsOfFile: output, encoding: .utf8) == "tested\n")
        }
    }

    @Test("what no model worked on is not passed off as an answer")
    func degraded() async throws {
        try await withTeam(TeamFiles.pair()) { skein, file, _ in
            let run = try await skein.run("run", file, "--backend", "expert")
            #expect(run.output.contains("completed, degraded"), "\(run.output)")
            #expect(run.output.contains("No model worked on 2 tasks"), "\(run.output)")
            let lines = try await skein.run("run", file, "--backend", "expert", "--json").output.split(separator: "\n")
            #expect(try JSONValue(parsing: try #require(lines.last).utf8)["degraded"] == true)
        }
    }

    @Test("run again, the file updates what is its own and makes nothing twice")
    func again() async throws {
        try await withTeam(TeamFiles.pair()) { skein, file, home in
            _ = try await skein.run("run", file, "--backend", "scripted", "--quiet")
            let same = try await skein.run("run", file, "--backend", "scripted")
            #expect(same.status == 0 && same.output.hasPrefix("nothing to change\n"), "\(same.output)\(same.errors)")
            _ = try TeamFiles.write(TeamFiles.pair(script: "[{say: better}]"), to: home)
            let changed = try await skein.run("run", file, "--backend", "scripted")
            #expect(changed.output.hasPrefix("1 agent updated\n"), "\(changed.output)")
            let other = TeamFiles.pair().replacing("name: Delivery", with: "name: Other")
            let second = try await skein.run("run", try TeamFiles.write(other, to: home, "other.yaml"), "--check")
            #expect(second.output == "The file is right: 2 agents created, 2 tasks created, 1 workflow created.\n")
        }
    }

    @Test("--quiet prints the result only, --json one event a line and a summary")
    func machines() async throws {
        try await withTeam(TeamFiles.pair()) { skein, file, _ in
            #expect(try await skein.run("run", file, "--backend", "scripted", "-q").output == "tested\n")
            let run = try await skein.run("run", file, "--backend", "scripted", "--json")
            let lines = try run.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
            #expect(lines.last?["type"] == "summary" && lines.last?["exit_status"] == 0)
            #expect(lines.contains { $0["type"] == "execution_event" && $0["event"] == "completed" })
        }
    }

    @Test("everything wrong with a file is said at once, with file, line and path, and nothing is written")
    func badFile() async throws {
        let text = """
            agents:
              - name: Ada
                role: Builder
                system_prompt: short
                colour: blue
            tasks:
              - title: Build
                description: Build it.
                agent: Bob
                priority: soon
            workflow:
              workflow_type: waterfall
              configuration:
                entry_agent_id: Eve
                max_iterations: 0
            """
        try await withTeam(text) { skein, file, home in
            let run = try await skein.run("run", file, "--backend", "scripted")
            #expect(run.status == 65)
            let lines = run.errors.split(separator: "\n").map { $0.replacing(file, with: "team.yaml") }
            #expect(lines.contains("team.yaml:4: agents[0].system_prompt: should have at least 10 characters"), "\(lines)")
            #expect(lines.contains { $0.hasPrefix("team.yaml:5: agents[0].colour: is not known here; known are ") })
            #expect(lines.contains { $0.hasPrefix("team.yaml:9: tasks[0].agent: there is no agent 'Bob' here") })
            #expect(lines.contains { $0.hasPrefix("team.yaml:10: tasks[0].priority: should be one of") })
            #expect(lines.contains { $0.hasPrefix("team.yaml:12: workflow.workflow_type: ") })
            #expect(
                lines.contains { $0.hasPrefix("team.yaml:14: workflow.configuration.entry_agent_id: there is no agent") })
            #expect(lines.contains { $0.hasPrefix("team.yaml:15: workflow.configuration.max_iterations: ") })
            _ = try TeamFiles.write(TeamFiles.pair(), to: home)
            let check = try await skein.run("run", file, "--check")
            #expect(check.output == "The file is right: 2 agents created, 2 tasks created, 1 workflow created.\n")
        }
    }

    @Test("what is no YAML is said with its line, a missing file by name, a cycle by its titles")
    func unreadable() async throws {
        try await withTeam("agents:\n  - name: [\n") { skein, file, home in
            let broken = try await skein.run("run", file)
            #expect(broken.status == 65 && broken.errors.contains("team.yaml:3: is no YAML"), "\(broken.errors)")
            let missing = try await skein.run("run", home.path + "/none.yaml")
            #expect(missing.status == 66 && missing.errors == "\(home.path)/none.yaml: there is no such file\n")
            let cyclic = TeamFiles.pair().replacing("agent: ada}", with: "agent: ada, dependencies: [test]}")
            let cycle = try await skein.run("run", try TeamFiles.write(cyclic, to: home))
            #expect(cycle.status == 65 && cycle.errors.contains("would wait for each other"), "\(cycle.errors)")
        }
    }

    @Test("JSON is read too, with escapes that YAML does not know, and a file without a name for its workflow")
    func json() async throws {
        try await withTeam("{}") { skein, _, home in
            let json = """
                {"agents": [{"name": "Ada", "role": "Builder", "system_prompt": "You build \\ud83d\\ude00 things."}],
                "tasks": [{"title": "Build", "description": "Build it.", "agent": "ada"}], "workflow": {}}
                """
            let run = try await skein.run(
                "run", try TeamFiles.write(json, to: home, "tiny.json"), "--backend", "scripted", "-q")
            #expect(run.status == 0 && run.output.contains("A scripted answer to"), "\(run.errors)")
        }
    }

    @Test("failures have statuses of their own", arguments: [("[{fail: {cause: refusal}}]", "[{say: x}]", 1)])
    func failures(first: String, second: String, status: Int32) async throws {
        try await withTeam(TeamFiles.pair(script: first, second: second)) { skein, file, _ in
            let run = try await skein.run("run", file, "--backend", "scripted")
            #expect(run.status == status, "\(run.output)\(run.errors)")
            #expect(run.output.contains("Delivery: failed"))
        }
        let parallel = TeamFiles.pair(script: first).replacing("sequential", with: "parallel")
            .replacing(", dependencies: [build]", with: "")
        try await withTeam(parallel) { skein, file, _ in
            let run = try await skein.run("run", file, "--backend", "scripted")
            #expect(run.status == 2 && run.output.contains("completed with failures"), "\(run.output)\(run.errors)")
        }
    }

    @Test("a question without a terminal ends the run with 4 and says how to answer; answered, it goes on where it was")
    func question() async throws {
        let file = TeamFiles.pair(
            script: "[{append: {file: done.txt, line: once}}, {ask: {message: Which colour?}}, {say: '{answer}'}]")
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            try await server.terminate()
            try await withTeam(file) { skein, file, home in
                let data = server.data.path
                let run = try await skein.run("run", file, "--backend", "scripted", "--data-dir", data)
                #expect(run.status == 4 && run.errors.contains("Which colour?"), "\(run.errors)")
                let id = try #require(run.errors.firstMatch(of: /skein answer (\S+) ANSWER/).map { String($0.1) })
                try await server.start()
                let address = server.address ?? ""
                let answer = try await skein.run("answer", id, "blue", "--server", address)
                #expect(answer.status == 0, "\(answer.errors)")
                let watch = try await skein.run("watch", id, "--server", address)
                #expect(watch.status == 0 && watch.output.contains("answered    Build"), "\(watch.output)\(watch.errors)")
                let end = try await server.workflow(id)
                let done = (end["work_directory"]?.stringValue ?? "") + "/done.txt"
                #expect(try String(contentsOfFile: done, encoding: .utf8) == "once\n")
            }
        }
    }

    @Test("a data directory in use is said, with the server to name instead, and that server does the work")
    func inUse() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            try await withTeam(TeamFiles.pair()) { skein, file, _ in
                let address = server.address ?? ""
                let refused = try await skein.run("run", file, "--data-dir", server.data.path)
                #expect(refused.status == 69 && refused.errors.contains("--server \(address)"), "\(refused.errors)")
                let run = try await skein.run("run", file, "--server", address)
                #expect(run.status == 0 && run.output.contains("Delivery: completed"), "\(run.output)\(run.errors)")
                #expect(try await server.get("/api/agents").arrayValue?.count == 2)
            }
        }
    }

    @Test("Ctrl-C aborts the workflow, says so, and exits with 3")
    func interrupt() async throws {
        try await withTeam(TeamFiles.pair(script: "[{wait_ms: 600000}]")) { skein, file, _ in
            let run = try await skein.run(["run", file, "--backend", "scripted"], interruptedAt: "begins      Build")
            #expect(run.status == 3, "\(run.output)\(run.errors)")
            #expect(run.errors.contains("aborting Delivery … (Ctrl-C again leaves at once)"))
            #expect(run.output.contains("Delivery: aborted"))
        }
    }

    @Test("killed in the middle and run again, it goes on, and nothing that finished is repeated")
    func killed() async throws {
        let file = TeamFiles.pair(
            script: "[{append: {file: done.txt, line: once}}, {say: built}]", second: "[{wait_ms: 600000}]")
        try await withTeam(file) { skein, file, home in
            let arguments = ["run", file, "--backend", "scripted"]
            let killed = try await skein.run(arguments, interruptedAt: "begins      Test", by: .kill)
            #expect(killed.status == -1)
            let run = try await skein.run(arguments, interruptedAt: "begins      Test")
            #expect(run.status == 3 && run.errors.contains("goes on with "), "\(run.output)\(run.errors)")
            #expect(run.output.contains("completed   Build"))
            let work = try #require(run.output.firstMatch(of: /Files are in (.+)/).map { String($0.1) })
            #expect(try String(contentsOfFile: work + "/done.txt", encoding: .utf8) == "once\n")
        }
    }

    @Test("it works on the Claude CLI, and leaves no process behind")
    func claude() async throws {
        try await withTeam(TeamFiles.pair()) { skein, file, home in
            var (skein, fake) = (skein, FakeClaude())
            fake.lines = FakeClaude.answer("Done by a model.")
            skein.environment["CLAUDE_CLI_PATH"] = try fake.install(in: home)
            let run = try await skein.run("run", file)
            #expect(run.status == 0 && run.output.hasSuffix("Done by a model.\n"), "\(run.output)\(run.errors)")
            #expect(run.output.contains(" out"), "tokens are shown: \(run.output)")
        }
    }

    @Test("a result that could not be written is said before the work begins")
    func unwritable() async throws {
        try await withTeam(TeamFiles.pair()) { skein, file, home in
            let run = try await skein.run("run", file, "--backend", "scripted", "--output", home.path + "/none/result.md")
            #expect(run.status == 73 && run.output.isEmpty && run.errors.contains("--output"), "\(run.errors)")
        }
    }

    @Test("where nobody reads its output any more, it ends as any program does")
    func closedPipe() async throws {
        try await withTeam(TeamFiles.pair(script: "[{wait_ms: 300}, {say: built}]")) { skein, file, home in
            let line = "(\(try SkeinBinary.path()) run \(file) --backend scripted --json; echo status $? >&2) | true"
            let shell = try await Subprocess.run(
                .path("/bin/sh"), arguments: ["-c", line],
                environment: .custom(["PATH": "/usr/bin:/bin", "HOME": .init(home.path)]),
                output: .discarded, error: .string(limit: 1 << 16))
            #expect(shell.standardError == "status 141\n")
        }
    }

    @Test("nothing that an agent writes can steer the terminal's lines")
    func escapes() async throws {
        let script = #"[{say: "x"}, {fail: {cause: refusal, message: "\e[2J\e]0;title\a\u202Eevil\nnext"}}]"#
        try await withTeam(TeamFiles.pair(script: script)) { skein, file, _ in
            let run = try await skein.run("run", file, "--backend", "scripted")
            #expect(run.output.contains("evil next"), "\(run.output)")
            #expect(!run.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{07}" || $0 == "\u{202E}" })
        }
    }

    private func withTeam(_ text: String, _ body: (Command, String, URL) async throws -> Void) async throws {
        try await withTemporaryDirectory { home in
            try await body(Command(home: home), try TeamFiles.write(text, to: home), home)
        }
    }
}

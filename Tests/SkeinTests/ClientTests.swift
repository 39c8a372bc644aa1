import Domain
import Foundation
import TestSupport
import Testing

/// The commands that speak to a running server.
@Suite(.timeLimit(.minutes(10))) struct ClientTests {
    @Test("export, import into an empty server, export: the same file", arguments: ["team.yaml", "team.json"])
    func roundTrip(name: String) async throws {
        try await withTemporaryDirectory { home in
            let skein = Command(home: home)
            let (first, second) = (home.appending(path: name).path, home.appending(path: "2-\(name)").path)
            let original = try TeamFiles.write(TeamFiles.rich, to: home, "original.yaml")
            for (file, exported) in [(original, first), (first, second)] {
                try await withServer(skein) { skein in
                    let imported = try await skein.run("import", file)
                    #expect(
                        imported.output == "2 agents created, 3 tasks created, 2 workflows created\n", "\(imported.errors)")
                    #expect(try await skein.run("import", file).output == "nothing to change\n")
                    #expect(try await skein.run("export", "--all", "-o", exported).status == 0)
                }
            }
            let texts = try [first, second].map { try String(contentsOfFile: $0, encoding: .utf8) }
            #expect(texts[0] == texts[1])
            for part in ["ada-2", "Bash(git *)", "2 hours", "Small steps", "max_iterations"].dropLast() {
                #expect(texts[0].contains(part), "\(part) is lost in \(texts[0])")
            }
        }
    }

    @Test("one pattern is exported with what it needs and nothing else")
    func onePattern() async throws {
        try await withTemporaryDirectory { home in
            try await withServer(Command(home: home)) { skein in
                _ = try await skein.run("import", try TeamFiles.write(TeamFiles.rich, to: home))
                let export = try await skein.run("export", "Delivery", "--json")
                let document = try JSONValue(parsing: export.output.utf8)
                #expect(document["tasks"]?.arrayValue?.count == 2 && document["workflow"]?["name"] == "Delivery")
                #expect(document["workflow"]?["configuration"]?["coordinator_agent_id"] == "ada-2")
                let unknown = try await skein.run("export", "Nothing")
                #expect(unknown.status == 5 && unknown.errors.contains("knows no pattern 'Nothing'"))
            }
        }
    }

    @Test("ls, show, logs and watch tell of a workflow execution, and control it")
    func control() async throws {
        try await withTemporaryDirectory { home in
            try await withServer(Command(home: home)) { skein in
                let file = try TeamFiles.write(
                    TeamFiles.pair(script: "[{say: begun}, {ask: {message: Which colour?}}, {say: '{answer}'}]"), to: home)
                let run = try await skein.run("run", file, "--server", skein.environment["SKEIN_SERVER"] ?? "")
                #expect(run.status == 4 && run.errors.contains("skein watch"), "\(run.errors)")
                let list = try await skein.run("ls", "--json")
                let id = try JSONValue(parsing: list.output.utf8).arrayValue?.first?["id"]?.stringValue ?? ""
                #expect(try await skein.run("ls").output.contains("\(id)  Delivery  sequential"))
                let show = try await skein.run("show", id)
                #expect(show.output.contains("Test   –      waiting"), "\(show.output)")
                #expect(
                    show.output.contains("Which colour?") && show.output.contains("skein answer \(id)"), "\(show.output)")
                #expect(try await skein.run("pause", id).status == 0)
                #expect(try await skein.run("resume", id).status == 0)
                #expect(try await skein.run("answer", id, "blue").status == 0)
                let watch = try await skein.run("watch", id)
                #expect(watch.status == 0 && watch.output.contains("Delivery: completed"), "\(watch.output)\(watch.errors)")
                let logs = try await skein.run("logs", id, "--follow")
                #expect(logs.output.contains("begun") && logs.output.contains("Completed"), "\(logs.output)")
                let again = try await skein.run("abort", id)
                #expect(again.status == 5 && again.errors.contains("completed"), "\(again.errors)")
                for kind in ["agents", "tasks", "executions", "patterns"] {
                    #expect(try await skein.run("ls", kind).output.split(separator: "\n").count >= 2, "\(kind)")
                }
            }
        }
    }

    @Test("an unknown id and a server that is not there are said in one line, with what to do")
    func unknown() async throws {
        try await withTemporaryDirectory { home in
            let skein = Command(home: home)
            try await withServer(skein) { skein in
                let health = try await skein.run("health")
                #expect(health.status == 0 && health.output.hasSuffix(" is ready.\n"), "\(health.errors)")
                for command in ["show", "watch", "pause", "resume", "abort", "logs"] {
                    let outcome = try await skein.run(command, "no/such?id")
                    #expect(outcome.status == 5, "\(command): \(outcome.errors)")
                    #expect(outcome.errors.contains("'no/such?id'. `skein ls` shows the ids.\n"), "\(outcome.errors)")
                    #expect(outcome.errors.split(separator: "\n").count == 1)
                }
            }
            let gone = try await skein.run("ls", "--server", "http://127.0.0.1:9")
            #expect(
                gone.status == 69 && gone.errors.contains("(the connection is refused). Start one with `skein serve`"),
                "\(gone.errors)")
            #expect(gone.errors.split(separator: "\n").count == 1)
            #expect(try await skein.run("ls", "--server", "nonsense").status == 69)
            #expect(try await skein.run("health", "--server", "http://127.0.0.1:9").status == 69)
            #expect(try await skein.run("ls", "nonsense").status == 64)
        }
    }

    /// A server, and the command with its address in `SKEIN_SERVER`.
    private func withServer(_ skein: Command, _ body: (Command) async throws -> Void) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            var skein = skein
            skein.environment["SKEIN_SERVER"] = server.address
            try await body(skein)
        }
    }
}

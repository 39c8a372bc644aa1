import Foundation
import TestSupport
import Testing

@testable import skein

/// The program's commands, run as a person would.
@Suite(.timeLimit(.minutes(10))) struct CommandTests {
    @Test("--help names every command but the shim's, and says where to go on")
    func help() async throws {
        try await withCommand { skein, _ in
            let help = try await skein.run("--help")
            #expect(help.status == 0)
            for command in ["run", "serve", "migrate", "doctor", "ls", "watch", "answer", "export"] {
                #expect(help.output.contains("  \(command)"))
            }
            #expect(!help.output.contains("model-call"))
            #expect(help.output.contains("docs/configuration.md"))
            #expect(try await skein.run("--version").output == "\(Skein.version)\n")
            #expect(try await skein.run("--generate-completion-script", "bash").output.contains("complete "))
        }
    }

    @Test("doctor says line by line what is well, and exits with 0 where nothing must be done")
    func healthy() async throws {
        try await withCommand { skein, home in
            let doctor = try await skein.run("doctor", "--port", "0")
            #expect(doctor.status == 0, "\(doctor.output)\(doctor.errors)")
            let lines = doctor.output.split(separator: "\n")
            for subject in ["Skein", "Backend", "Data directory", "Database", "Workspace root", "Disk", "Port"] {
                #expect(lines.contains { $0.hasPrefix("ok    \(subject)") }, "\(subject) in \(doctor.output)")
            }
            #expect(lines.contains { $0.hasPrefix("note  Claude CLI: The Claude CLI is not in PATH") })
        }
    }

    @Test("doctor names the CLI it finds with its version, and what that lacks")
    func claude() async throws {
        try await withCommand { skein, home in
            var fake = FakeClaude()
            fake.flags.removeAll { $0 == "--effort" }
            var skein = skein
            skein.environment["CLAUDE_CLI_PATH"] = try fake.install(in: home)
            let doctor = try await skein.run("doctor", "--port", "0")
            #expect(doctor.status == 0)
            #expect(
                doctor.output.contains("note  Claude CLI: 2.1.330 (Claude Code) at \(home.path)/claude. It has no --effort"))
            #expect(doctor.output.contains("ok    Backend: claude_cli"))
        }
    }

    @Test("doctor says what to do, and exits with 1, where something must be done")
    func todo() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            try await withCommand { skein, home in
                let port = server.address?.split(separator: ":").last.map(String.init) ?? ""
                let doctor = try await skein.run("doctor", "--backend", "claude_cli", "--port", port)
                #expect(doctor.status == 1)
                let lines = doctor.output.split(separator: "\n")
                #expect(lines.contains { $0.hasPrefix("todo  Port: 127.0.0.1:\(port) cannot") && $0.contains("--port") })
                #expect(lines.contains { $0.hasPrefix("todo  Claude CLI") && $0.contains("CLAUDE_CLI_PATH") })
                let running = try await skein.run("doctor", "--data-dir", server.data.path, "--port", "0")
                #expect(running.output.contains("A server is running on it."), "\(running.output)")
            }
        }
    }

    @Test("migrate applies what is missing, once")
    func migrate() async throws {
        try await withCommand { skein, home in
            let first = try await skein.run("migrate")
            #expect(first.status == 0)
            #expect(first.output.contains("applied 1: initial schema"))
            let second = try await skein.run("migrate")
            #expect(second.output.contains("is up to date"))
            #expect(FileManager.default.fileExists(atPath: home.path + "/.local/share/skein/skein.db"))
        }
    }

    @Test("a bad value stops the start with its name, itself and what is allowed, and leaves nothing behind")
    func badValue() async throws {
        try await withCommand { skein, home in
            var skein = skein
            skein.environment["MAX_CONCURRENT_EXECUTIONS"] = "many"
            let serve = try await skein.run("serve", "--port", "0")
            #expect(serve.status != 0)
            #expect(
                serve.errors.contains(
                    "MAX_CONCURRENT_EXECUTIONS is 'many', but should be a whole number between 1 and 10000"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).isEmpty)
        }
    }

    @Test("a second server on the same data says so")
    func second() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            try await withCommand { skein, _ in
                let serve = try await skein.run("serve", "--data-dir", server.data.path, "--port", "0")
                #expect(serve.status != 0)
                #expect(serve.errors.contains("another server"), "\(serve.errors)")
            }
        }
    }

    private func withCommand(_ body: (Command, URL) async throws -> Void) async throws {
        try await withTemporaryDirectory { home in try await body(Command(home: home), home) }
    }
}

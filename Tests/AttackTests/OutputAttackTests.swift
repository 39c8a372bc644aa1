import Domain
import Foundation
import NIOHTTP1
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// An agent's words, in a terminal. What they do in a browser is held by Tests/BrowserTests (attack_tests.py).
@Suite(.timeLimit(.minutes(10))) struct OutputAttackTests {
    /// A title, a link, the clipboard, a cleared screen, typed keys, a report, C1 controls, turned and hidden text.
    static let poison =
        "\u{1B}]0;owned\u{07}\u{1B}]8;;file:///etc/passwd\u{1B}\\click\u{1B}]8;;\u{1B}\\\u{1B}]52;c;cm0gLXJm\u{07}\u{1B}[2J\u{1B}[H"
        + "\u{1B}[31mred\u{1B}[5n\u{1B}[?1049h\u{1B}Pq#0\u{1B}\\\u{9B}2J\u{9D}0;x\u{9C}\u{90}q\u{9C}\u{85}\u{202E}evil\u{202C}\u{2066}x\u{2069}"
        + "\r\u{08}\u{7F}\u{0C}\u{00}\u{2028}\u{2029}\u{061C}end"

    @Test("no word of an agent, a task or a tool reaches the terminal as a command, in any command of the program")
    func terminal() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let words = JSONValue.string(Self.poison.replacing("\u{00}", with: ""))
            let script: JSONValue = [
                ["think": words], ["say": words],
                ["use": ["tool": "Bash", "input": ["command": words], "result": words]],
                ["fail": ["cause": "invalid_request", "message": words]],
            ]
            let agent = try await server.request(
                .POST, "/api/agents",
                ["name": words, "role": words, "system_prompt": words, "execution_settings": ["script": script]])
            let task = try await server.request(
                .POST, "/api/tasks", ["title": words, "description": words, "assigned_agent_ids": [agent["id"] ?? .null]])
            let started = try await server.request(.POST, "/api/execution/start", ["task_id": task["id"] ?? .null])
            let id = started["execution_id"]?.stringValue ?? ""
            try await server.execution(id, becomes: "failed")
            let commands = [
                ["ls", "executions"], ["ls", "agents"], ["ls", "tasks"], ["show", id], ["logs", id], ["watch", id],
                ["show", agent["id"]?.stringValue ?? ""], ["show", task["id"]?.stringValue ?? ""], ["show", Self.title],
                ["logs", id, "--json"], ["ls", "agents", "--json"], ["show", id, "--json"], ["watch", id, "--json"],
            ]
            for command in commands {
                let output = try await run(command, at: server)
                let found = output.unicodeScalars.filter(Self.steers).map { String($0.value, radix: 16) }
                #expect(found.isEmpty, "\(command): \(Set(found))")
                #expect(!output.isEmpty, "\(command)")
            }
        }
    }

    private static let title = "\u{1B}]0;owned\u{07}"

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar != "\n", scalar != "\t" else { return false }
        return scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value) || scalar.value == 0x061C
    }

    private func run(_ arguments: [String], at server: SkeinServer) async throws -> String {
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": server.directory.path, "SKEIN_SERVER": server.address ?? "", "TERM": "xterm",
        ]
        let result = try await Subprocess.run(
            .path(FilePath(try SkeinBinary.path())), arguments: Arguments(arguments),
            environment: .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(rawValue: $0.key)!, $0.value) })),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        return result.standardOutput + result.standardError
    }
}

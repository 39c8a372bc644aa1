import Agents
import Domain
import Testing

@testable import ModelBackends

@Suite struct ClaudeCommandTests {
    private static let everything: Set<String> = [
        "--fallback-model", "--effort", "--max-budget-usd", "--json-schema", "--append-system-prompt",
    ]

    private func command(
        resumed: Bool = false, forked: Bool = false, flags: Set<String> = everything,
        _ change: (inout ModelCall) -> Void = { _ in }
    ) -> ClaudeCommand {
        ClaudeCommand(
            call: .sample(change), features: ClaudeFeatures(path: "/bin/claude", version: "2.1.330", flags: flags),
            beginning: forked ? .forked : resumed ? .resumed : .fresh)
    }

    @Test("every process speaks the control protocol and takes no settings from its surroundings")
    func base() {
        let arguments = command().arguments
        for flag in ["-p", "--verbose", "--include-partial-messages", "--setting-sources=", "--strict-mcp-config"] {
            #expect(arguments.contains(flag))
        }
        #expect(arguments.follows("--input-format", "stream-json"))
        #expect(arguments.follows("--output-format", "stream-json"))
        #expect(arguments.follows("--permission-prompt-tool", "stdio"))
    }

    @Test("a new conversation is named, one with a transcript is resumed, never both")
    func session() {
        #expect(command().arguments.filter { $0.contains("session-1") } == ["--session-id=session-1"])
        #expect(command(resumed: true).arguments.filter { $0.contains("session-1") } == ["--resume=session-1"])
    }

    @Test("a copy of another conversation goes on under a name of its own")
    func fork() {
        let arguments = command(forked: true) { $0.conversation.forkedFrom = "session-0" }.arguments
        #expect(
            arguments.filter { $0.contains("session") && !$0.contains("sources") }
                == ["--resume=session-0", "--fork-session", "--session-id=session-1"])
    }

    @Test("tools that the caller offers need no permission")
    func offered() {
        let arguments = command {
            $0.tools = ToolPolicy(allowed: ["Read"])
            $0.offered = OfferedTools([])
        }.arguments
        #expect(arguments.contains("--allowedTools=Read,mcp__skein_host"))
    }

    @Test("what an agent says becomes a flag")
    func features() {
        let arguments = command {
            $0.model = "sonnet"
            $0.fallbackModel = "haiku"
            $0.effort = .high
            $0.tools = ToolPolicy(
                allowed: ["Read", "Bash(git *)"], disallowed: ["Bash(rm *)"], permissionMode: .acceptEdits)
            $0.additionalDirectories = ["/srv/a", "/srv/b"]
            $0.limits = CallLimits(maxTurns: 7, maxBudgetUSD: 0.5)
            $0.outputSchema = ["type": "object"]
        }.arguments
        for argument in [
            "--append-system-prompt=You are Ada.", "--model=sonnet", "--fallback-model=haiku", "--effort=high",
            "--allowedTools=Read,Bash(git *)", "--disallowedTools=Bash(rm *)", "--permission-mode=acceptEdits",
            "--add-dir=/srv/a", "--add-dir=/srv/b", "--max-turns=7", "--max-budget-usd=0.5",
            "--json-schema={\"type\":\"object\"}",
        ] { #expect(arguments.contains(argument), "\(argument)") }
    }

    @Test("what nobody asked for is no flag")
    func silence() {
        let arguments = command().arguments
        for flag in [
            "--model", "--fallback-model", "--effort", "--allowedTools", "--disallowedTools", "--mcp-config", "--add-dir",
            "--max-turns", "--max-budget-usd",
        ] {
            #expect(!arguments.contains { $0.hasPrefix(flag) }, "\(flag)")
        }
    }

    @Test("no value can be taken for a flag")
    func injection() {
        let evil = "--dangerously-skip-permissions"
        let arguments = command {
            $0.conversation.sessionID = evil
            $0.systemPrompt = evil
            $0.model = evil
            $0.fallbackModel = evil
            $0.tools = ToolPolicy(allowed: [evil], disallowed: [evil])
            $0.additionalDirectories = [evil]
            $0.mcpServers = [evil: ["command": .string(evil)]]
            $0.outputSchema = .string(evil)
        }.arguments
        #expect(!arguments.contains(evil))
        #expect(arguments.filter { $0.contains(evil) }.allSatisfy { $0.prefix { $0 != "=" }.count < $0.count })
        #expect(arguments.filter { !$0.hasPrefix("-") } == ["stream-json", "stream-json", "stdio"])
    }

    @Test("what may be secret or long is read from a file, not shown to everybody in the list of processes")
    func files() throws {
        let command = command {
            $0.mcpServers = ["api": ["url": "https://x", "headers": ["Authorization": "Bearer secret"]]]
            $0.systemPrompt = String(repeating: "You are thorough. ", count: 10_000)
        }
        #expect(!command.arguments.joined().contains("secret"))
        #expect(command.arguments.allSatisfy { $0.utf8.count < 100_000 })
        let arguments = command.arguments(in: "/calls/1")
        #expect(arguments.contains("--mcp-config=/calls/1/mcp.json"))
        #expect(arguments.contains("--append-system-prompt-file=/calls/1/system-prompt.txt"))
        #expect(command.files["mcp.json"]?.contains("Bearer secret") == true)
        #expect(command.files["system-prompt.txt"]?.hasPrefix("You are thorough.") == true)
    }

    @Test("what this version cannot do is left out and said")
    func versionSkew() {
        let command = command(flags: []) {
            $0.fallbackModel = "haiku"
            $0.effort = .low
            $0.limits = CallLimits(maxBudgetUSD: 1)
            $0.outputSchema = ["type": "object"]
        }
        for flag in ["--fallback-model", "--effort", "--max-budget-usd"] {
            #expect(!command.arguments.contains { $0.hasPrefix(flag) })
            #expect(command.shortcomings.contains { $0.contains(flag) }, "\(flag)")
        }
    }
}

extension [String] {
    fileprivate func follows(_ flag: String, _ value: String) -> Bool {
        zip(self, dropFirst()).contains { $0 == (flag, value) }
    }
}

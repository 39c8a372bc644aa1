import Agents
import Domain
import Foundation
import Logging
import ModelBackends
import TestSupport
import Testing

/// The real CLI is held to the rules of every backend.
@Suite("The real CLI as a backend", .realClaude, .timeLimit(.minutes(20)))
struct ClaudeConformanceTests {
    static let rules: [(name: String, rule: @Sendable (BackendUnderTest) async throws -> Void)] = [
        ("answers", { try await ModelBackendConformance.answers($0) }),
        ("fails", { try await ModelBackendConformance.fails($0) }),
        ("pauses", { try await ModelBackendConformance.pauses($0) }),
        ("aborts", { try await ModelBackendConformance.aborts($0) }),
        ("calls the tools that are offered", { try await ModelBackendConformance.callsOfferedTools($0) }),
        ("is taken up again", { try await ModelBackendConformance.isTakenUpAgain($0) }),
    ]

    @Test("it keeps the rules of a backend", arguments: rules.map(\.name))
    func keeps(rule name: String) async throws {
        let path = try await ClaudeCLI.path()
        try await FakeAnthropicAPI.with { api in
            try await withTemporaryDirectory { directory in
                let bed = try Bed(directory, api, claude: path)
                for (rule, check) in Self.rules where rule == name { try await check(bed.subject) }
            }
        }
    }
}

/// A backend of its own with an empty HOME, and calls whose answers the fake API knows.
private struct Bed {
    let directory: URL
    let api: FakeAnthropicAPI
    let backend: ClaudeCLIBackend

    init(_ directory: URL, _ api: FakeAnthropicAPI, claude path: String) throws {
        self.directory = directory
        self.api = api
        let environment = [
            "PATH": "/usr/bin:/bin", "HOME": directory.appending(path: "home").path, "LANG": "C.UTF-8",
            "ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "test-key",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_TELEMETRY": "1", "DISABLE_ERROR_REPORTING": "1",
            "CLAUDE_CODE_MAX_RETRIES": "0",
        ]
        for name in ["home", "calls", "work"] {
            try FileManager.default.createDirectory(
                at: directory.appending(path: name), withIntermediateDirectories: true)
        }
        backend = ClaudeCLIBackend(
            installation: ClaudeInstallation(configured: path, environment: environment),
            configuration: ClaudeCLIConfiguration(
                callsDirectory: directory.appending(path: "calls").path, shim: [try SkeinBinary.path(), "model-call"],
                environment: environment),
            logger: Logger(label: "test"))
    }

    var subject: BackendUnderTest {
        let (api, directory) = (api, directory)
        let gate = FakeGate()
        let call: @Sendable (String, [FakeTurn]) -> ModelCall = { id, turns in
            let marker = id.split(separator: "/").first.map(String.init) ?? id
            if api.requests(of: marker).isEmpty { api.script(marker, turns) }
            return ModelCall(
                id: id, conversation: Conversation(sessionID: UUID().uuidString.lowercased()),
                systemPrompt: "You do what the task says.", prompt: "Please do [\(marker)].",
                workDirectory: directory.appending(path: "work").path)
        }
        var subject = BackendUnderTest(
            backend: backend, answering: { id, text in call(id, [.says(text)]) },
            holding: { id, text in
                let held = FakeTurn.says(text).held(midwayBy: gate)
                return call(id, [held, .says("The end.")])
            },
            failing: { call($0, [.fails(401, "authentication_error", "invalid x-api-key")]) },
            release: { gate.open() })
        subject.calling = { id, offered, calls in
            let turns = calls.map { FakeTurn.uses("mcp__skein_host__\($0.tool)", $0.input) } + [.says("So it is.")]
            var call = call(id, turns)
            call.offered = offered
            return call
        }
        return subject
    }
}

public import Domain
import Foundation

/// The real server, the real Claude CLI, and a fake API behind it.
public struct ClaudeBed: Sendable {
    public let server: SkeinServer
    public let api: FakeAnthropicAPI

    /// - Parameters:
    ///   - environment: of the server, besides what leads the CLI to the fake API and keeps it from everything else.
    ///   - path: of the CLI; nil for the real one.
    public static func with<Result>(
        _ environment: [String: String] = [:], claude path: String? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: (ClaudeBed) async throws -> Result
    ) async throws -> Result {
        let path = if let path { path } else { try await ClaudeCLI.path() }
        return try await FakeAnthropicAPI.with { api in
            let variables = [
                "SKEIN_BACKEND": "claude_cli", "CLAUDE_CLI_PATH": path, "ANTHROPIC_BASE_URL": api.url,
                "ANTHROPIC_API_KEY": "test-key", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1", "DISABLE_TELEMETRY": "1",
                "DISABLE_ERROR_REPORTING": "1", "CLAUDE_CODE_MAX_RETRIES": "0", "CLAUDE_CLI_MAX_RETRIES": "0",
                "ENABLE_TOOL_SEARCH": "false",
            ]
            return try await SkeinServer.with(variables.merging(environment) { _, chosen in chosen }) { server in
                try await body(ClaudeBed(server: server, api: api))
            }
        }
    }

    /// Scripts a conversation and puts an agent to work on it.
    /// - Parameter marker: names the conversation within the test.
    public func begin(
        _ marker: String, _ turns: FakeTurn..., settings: [String: JSONValue] = [:], agent: [String: JSONValue] = [:],
        start: [String: JSONValue] = [:]
    ) async throws -> String {
        api.script(marker, turns)
        return try await server.begin("Please do [\(marker)].", settings: settings, agent: agent, start: start)
    }

    /// A file in an execution's work directory; nil while it is not there.
    public func file(_ name: String, of execution: String) -> String? {
        // Not there: that is what the test asks.
        try? String(
            contentsOf: server.data.appending(path: "workspaces/\(execution)/\(name)"), encoding: .utf8)
    }
}

/// The real Claude CLI, installed once for all tests.
public enum ClaudeCLI {
    private static let installation = Task { try await TestInstallation.path(from: "install-claude-cli.sh") }

    /// - Throws: ``TestInstallation/Missing`` that says why it cannot be had.
    public static func path() async throws -> String {
        try await installation.value
    }
}

/// A real MCP server that tells the time, installed once for all tests.
public enum TimeServer {
    private static let installation = Task { try await TestInstallation.path(from: "install-mcp-server.sh") }

    /// - Throws: ``TestInstallation/Missing`` that says why it cannot be had.
    public static func path() async throws -> String {
        try await installation.value
    }
}

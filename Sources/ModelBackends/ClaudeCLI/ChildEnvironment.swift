/// What of the server's environment an agent's process gets: what it needs, and what the operator named.
public enum ChildEnvironment {
    private static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "LANG", "LANGUAGE", "TZ", "CLAUDE_CONFIG_DIR",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "XDG_CONFIG_HOME", "IS_SANDBOX", "API_TIMEOUT_MS",
        "ENABLE_TOOL_SEARCH", "MAX_MCP_OUTPUT_TOKENS", "MAX_THINKING_TOKENS", "BASH_DEFAULT_TIMEOUT_MS",
        "BASH_MAX_TIMEOUT_MS", "BASH_MAX_OUTPUT_LENGTH",
    ]
    private static let prefixes = ["ANTHROPIC_", "CLAUDE_CODE_", "LC_", "DISABLE_", "MCP_"]

    /// They mark a session that the server itself may run in; a new one must not take itself for a part of it.
    private static let foreign: Set<String> = ["CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CLAUDE_CODE_SSE_PORT"]

    /// The server's own keys: no process of an agent gets them, whatever the operator names.
    public static let withheld: Set<String> = [
        "SECRET_KEY", "DATABASE_URL", "SKEIN_SECRETS_KEY_FILE", "SKEIN_TOKEN", "PGPASSWORD", "PGPASSFILE",
    ]

    /// Holds where the operator says nothing else.
    private static let defaults = [
        // The server repeats failed calls by itself, and tells of it.
        "CLAUDE_CODE_MAX_RETRIES": "2",
        // A process ends with its turn: nothing may be left to run behind it.
        "CLAUDE_CODE_DISABLE_BACKGROUND_TASKS": "1",
        "DISABLE_AUTOUPDATER": "1",
    ]

    /// - Parameter further: names the operator allows besides.
    static func selected(from environment: [String: String], further: [String]) -> [String: String] {
        let further = Set(further)
        // They may hold a key of the operator's, so they go only to a CLI that is told to use them.
        let tellsOfItself = environment["CLAUDE_CODE_ENABLE_TELEMETRY"].map { $0 != "0" && !$0.isEmpty } ?? false
        let allowed = environment.filter { name, _ in
            if withheld.contains(name) { return false }
            if name.hasPrefix("OTEL_") { return tellsOfItself || further.contains(name) }
            if foreign.contains(name) { return further.contains(name) }
            return names.contains(name) || further.contains(name) || prefixes.contains { name.hasPrefix($0) }
        }
        return defaults.merging(allowed) { _, chosen in chosen }
    }
}

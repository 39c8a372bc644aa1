import Testing

@testable import ModelBackends

@Suite struct ChildEnvironmentTests {
    @Test("an agent's process gets what it needs, and none of the server's secrets")
    func allowList() {
        let server = [
            "PATH": "/bin", "HOME": "/root", "LANG": "C", "LC_ALL": "C", "ANTHROPIC_API_KEY": "k",
            "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "9",
            "CLAUDE_CONFIG_DIR": "/c", "HTTPS_PROXY": "p", "MCP_TIMEOUT": "1", "BASH_DEFAULT_TIMEOUT_MS": "2",
            "ENABLE_TOOL_SEARCH": "false",
            "MAX_MCP_OUTPUT_TOKENS": "3",
            "SECRET_KEY": "s", "DATABASE_URL": "d", "AWS_SECRET_ACCESS_KEY": "a", "SKEIN_TOKEN": "t",
            "BASH_ENV": "/tmp/evil",
            "LD_PRELOAD": "evil.so", "NODE_OPTIONS": "--require evil", "GITHUB_TOKEN": "g",
        ]
        let selected = ChildEnvironment.selected(from: server, further: [])
        let secrets = [
            "SECRET_KEY", "DATABASE_URL", "AWS_SECRET_ACCESS_KEY", "SKEIN_TOKEN", "BASH_ENV", "LD_PRELOAD", "NODE_OPTIONS",
            "GITHUB_TOKEN",
        ]
        for name in secrets { #expect(selected[name] == nil, "\(name)") }
        for (name, value) in server where !secrets.contains(name) { #expect(selected[name] == value, "\(name)") }
    }

    @Test("a session the server itself runs in leaves no mark on its agents")
    func nestedSession() {
        let marks = ["CLAUDECODE": "1", "CLAUDE_CODE_ENTRYPOINT": "cli", "CLAUDE_CODE_SSE_PORT": "7"]
        let selected = ChildEnvironment.selected(from: marks, further: [])
        #expect(selected.keys.allSatisfy { marks[$0] == nil })
    }

    @Test("SKEIN_CHILD_ENV lets further names through, and only those")
    func further() {
        let selected = ChildEnvironment.selected(
            from: ["GITHUB_TOKEN": "g", "SECRET_KEY": "s"], further: ["GITHUB_TOKEN", "ABSENT"])
        #expect(selected["GITHUB_TOKEN"] == "g")
        #expect(selected["SECRET_KEY"] == nil)
        #expect(selected["ABSENT"] == nil)
    }

    @Test("the CLI repeats little by itself and leaves nothing running, unless the operator says otherwise")
    func defaults() {
        #expect(ChildEnvironment.selected(from: [:], further: [])["CLAUDE_CODE_MAX_RETRIES"] == "2")
        #expect(
            ChildEnvironment.selected(from: ["CLAUDE_CODE_MAX_RETRIES": "7"], further: [])["CLAUDE_CODE_MAX_RETRIES"] == "7")
        #expect(ChildEnvironment.selected(from: [:], further: [])["CLAUDE_CODE_DISABLE_BACKGROUND_TASKS"] == "1")
    }
}

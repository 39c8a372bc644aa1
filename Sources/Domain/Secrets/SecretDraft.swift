/// What somebody wants to keep secret, validated by itself.
public struct SecretDraft: Sendable {
    public let name: String
    public let value: String
    /// Nil for every agent.
    public let agents: [AgentID]?

    /// In bytes.
    public static let longestValue = 65_536
    private static let longestName = 64

    /// - `json`: with `value`, and `agents` (null or absent for every agent).
    /// - Throws: ``DomainError/invalid(_:)`` with every issue; none of them repeats the value.
    public init(_ json: JSONValue, named name: String) throws(DomainError) {
        var fields = FieldReader(json, at: ["body"])
        self.name = name
        // Not by the reader for texts, which counts without white space: a value is taken as it stands.
        value = json["value"]?.stringValue ?? ""
        if json["value"] == nil {
            fields.add("value", "is required", "missing")
        } else if json["value"]?.stringValue == nil {
            fields.add("value", "should be a string", "string_type")
        } else if value.isEmpty || value.utf8.count > Self.longestValue {
            fields.add("value", "should have between 1 and \(Self.longestValue) bytes", "string_length")
        } else if value.utf8.contains(0) {
            fields.add("value", "should hold no NUL, which no variable of an environment can", "string_type")
        }
        let isForAll = json["agents"] == nil || json["agents"] == .null
        let named = fields.texts("agents")
        agents = isForAll ? nil : named.map(AgentID.init)
        if !isForAll, named.isEmpty {
            fields.add("agents", "should name agents, or be left out for all of them", "too_short")
        }
        if let msg = Self.fault(of: name) { fields.add("name", msg, "secret_name") }
        try fields.finish()
    }

    /// Why a name cannot be a secret's; nil for one that can.
    static func fault(of name: String) -> String? {
        guard name.wholeMatch(of: /[A-Z][A-Z0-9_]*/) != nil, name.count <= longestName else {
            return "should be capital letters, digits and underscores, a letter first, and at most \(longestName) of them"
        }
        guard isReserved(name) else { return nil }
        return "'\(name)' is reserved: it decides how programs run, or belongs to the server"
    }

    /// Names that a program reads to find out how to run, or that the server itself gives.
    private static func isReserved(_ name: String) -> Bool {
        if allowed.contains(name) { return false }
        return reserved.contains(name) || reservedPrefixes.contains { name.hasPrefix($0) }
    }

    /// Credentials of models: an agent may have its own.
    private static let allowed: Set = ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"]

    private static let reserved: Set = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "TMPDIR", "TMP", "TEMP", "LANG", "LANGUAGE", "TZ",
        "TERM",
        "IFS", "ENV", "CDPATH", "PS4", "PROMPT_COMMAND", "SHELLOPTS", "CLAUDECODE", "IS_SANDBOX", "SECRET_KEY",
        "DATABASE_URL", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
        "NODE_OPTIONS", "NODE_PATH", "NODE_EXTRA_CA_CERTS", "PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PERL5LIB",
        "PERL5OPT", "RUBYOPT", "RUBYLIB", "JAVA_TOOL_OPTIONS", "EDITOR", "VISUAL", "PAGER", "BROWSER",
    ]
    private static let reservedPrefixes = [
        "LD_", "DYLD_", "LC_", "BASH_", "GIT_", "XDG_", "SKEIN_", "CLAUDE_", "ANTHROPIC_", "GLIBC_", "GCONV_", "MALLOC_",
    ]
}

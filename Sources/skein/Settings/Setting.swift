/// One thing an operator can set: by flag, environment variable or configuration file, in this order of precedence.
struct Setting<Value: Sendable>: Sendable {
    /// In the configuration file, such as `claude.cli.timeout`.
    let key: String
    /// What it does, in one sentence.
    let summary: String
    /// What a value may be, in words.
    let allowed: String
    /// What holds when nobody says anything, in words.
    let shownDefault: String
    let fallback: Value
    /// Never shown, not even in an error.
    var isSecret = false
    /// Nil for a value that is not allowed.
    let parse: @Sendable (String) -> Value?

    /// In the environment, such as `CLAUDE_CLI_TIMEOUT`.
    var variable: String { key.uppercased().replacing(".", with: "_") }
}

/// A value that is not allowed: stops the start.
struct SettingError: Error, CustomStringConvertible {
    let variable: String
    /// Nil for a secret.
    let value: String?
    let allowed: String

    var description: String { "\(variable) is \(value.map { "'\($0)'" } ?? "set"), but should be \(allowed)." }
}

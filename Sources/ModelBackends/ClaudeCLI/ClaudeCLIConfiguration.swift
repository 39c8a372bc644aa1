/// How a server runs the Claude CLI.
public struct ClaudeCLIConfiguration: Sendable {
    /// Holds the spools of all calls.
    public var callsDirectory: String
    /// The shim's program and arguments: our own binary with `model-call`.
    public var shim: [String]
    /// All of the server's environment; calls get a part of it.
    public var environment: [String: String]
    /// Names the operator lets through besides.
    public var furtherVariables: [String]
    /// How long a process may give no sign of life; nil for any time.
    public var inactivity: Duration?
    /// How long a question is held open before the process is parked.
    public var questionHold: Duration

    public init(
        callsDirectory: String, shim: [String], environment: [String: String], furtherVariables: [String] = [],
        inactivity: Duration? = .seconds(120), questionHold: Duration = .seconds(60)
    ) {
        self.callsDirectory = callsDirectory
        self.shim = shim
        self.environment = environment
        self.furtherVariables = furtherVariables
        self.inactivity = inactivity
        self.questionHold = questionHold
    }

    var childEnvironment: [String: String] {
        ChildEnvironment.selected(from: environment, further: furtherVariables)
    }

    /// Where the CLI keeps its transcripts.
    var configurationDirectory: String {
        environment["CLAUDE_CONFIG_DIR"] ?? "\(environment["HOME"] ?? "")/.claude"
    }
}

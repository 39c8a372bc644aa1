import Foundation
import ModelBackends

/// Everything an operator can set, validated.
struct ServerSettings: Sendable {
    var host: String
    var port: Int
    var dataDirectory: String
    /// Nil for the web UI inside the binary.
    var webDirectory: String?
    var databasePath: String
    var databaseReaders: Int
    var backend: BackendChoice
    var claudePath: String?
    /// Seconds without a sign of life after which a CLI call is ended.
    var inactivity: Double?
    var retries: Int
    var concurrentExecutions: Int
    var executionTimeout: Double?
    var fallback: FallbackChoice
    var questionHold: Double?
    var workspaceRoots: [String]
    var childEnvironment: [String]
    var allowedHosts: [String]
    var allowedOrigins: [String]
    var network: NetworkSettings
    var logLevel: LogLevel
    var auth: AuthChoice
    /// Nil for a key of the server's own.
    var secretKey: String?
    var sessionMinutes: Int
    var telemetry: TelemetrySettings
    /// How many runs of one user may be live at once; nil for any number.
    var userRunningLimit: Int?
    /// How long audit entries are kept; 0 for ever.
    var auditDays: Int
    var secretsKeyFile: String
    /// Days after their end for which runs are kept; 0 for ever.
    var retentionDays: Int
    /// Bytes that the database's rows may take; nil for any amount.
    var retentionSize: Int64?

    /// Reads every setting.
    /// - Throws: ``SettingError`` for the first value that is not allowed.
    init(_ source: SettingSource) throws {
        host = try source.value(.host) ?? "127.0.0.1"
        port = try source.value(.port)
        dataDirectory = source.dataDirectory
        webDirectory = try source.value(.webDirectory)
        databasePath = try source.value(.databaseURL) ?? "\(source.dataDirectory)/skein.db"
        databaseReaders = try source.value(.databaseReaders)
        backend = try source.value(.backend)
        claudePath = try source.value(.claudePath)
        inactivity = try source.value(.inactivity)
        retries = try source.value(.retries)
        concurrentExecutions = try source.value(.concurrentExecutions)
        executionTimeout = try source.value(.executionTimeout)
        fallback = try source.value(.fallbackBackend)
        questionHold = try source.value(.questionHold)
        let roots = try source.value(.workspaceRoots)
        workspaceRoots = roots.isEmpty ? ["\(source.dataDirectory)/workspaces"] : roots
        childEnvironment = try source.value(.childEnvironment)
        allowedHosts = try source.value(.allowedHosts)
        allowedOrigins = try source.value(.allowedOrigins)
        network = try NetworkSettings(source)
        logLevel = try source.value(.logLevel)
        auth = try source.value(.auth)
        secretKey = try source.value(.secretKey)
        sessionMinutes = try source.value(.sessionMinutes)
        telemetry = try TelemetrySettings(source)
        let limit = try source.value(.userRunningLimit)
        userRunningLimit = limit == 0 ? nil : limit
        auditDays = try source.value(.auditDays)
        secretsKeyFile = try source.value(.secretsKeyFile) ?? "\(source.dataDirectory)/secrets.key"
        retentionDays = try source.value(.retentionDays)
        retentionSize = try source.value(.retentionSize)
    }
}

extension ServerSettings {
    /// Whether only this machine can reach the server.
    var isLoopback: Bool {
        host == "localhost" || host == "::1"
            || host.wholeMatch(of: /127\.\d{1,3}\.\d{1,3}\.\d{1,3}/) != nil
    }

    /// Behind a proxy everybody can reach it.
    var isLoginRequired: Bool { auth == .required || !isLoopback || !network.proxies.isEmpty }

    /// How the Claude CLI is run.
    func claude(_ environment: [String: String]) -> ClaudeCLIConfiguration {
        ClaudeCLIConfiguration(
            callsDirectory: "\(dataDirectory)/calls", shim: [Self.ownExecutable, "model-call"], environment: environment,
            furtherVariables: childEnvironment, inactivity: inactivity.map { .seconds($0) },
            questionHold: .seconds(questionHold ?? 31_536_000))
    }

    /// The path of this very program, however it was started.
    private static var ownExecutable: String {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    }
}

/// Which backend does the work where neither an agent nor a request says otherwise.
enum BackendChoice: String, CaseIterable, Sendable {
    /// The Claude CLI where it is installed, else the expert.
    case auto
    case claudeCLI = "claude_cli"
    case expert, scripted

    /// The backend's name.
    func name(isClaudeThere: Bool) -> String {
        switch self {
        case .auto: isClaudeThere ? Self.claudeCLI.rawValue : Self.expert.rawValue
        case .claudeCLI, .expert, .scripted: rawValue
        }
    }
}

/// What answers when a model failed for good.
enum FallbackChoice: String, CaseIterable, Sendable {
    case none, expert
}

/// Whether a login is needed. There is no way to do without one where strangers could come.
enum AuthChoice: String, CaseIterable, Sendable {
    /// Not on a loopback address.
    case auto
    case required
}

/// How much is logged.
enum LogLevel: String, CaseIterable, Sendable {
    case trace, debug, info, notice, warning, error, critical
}

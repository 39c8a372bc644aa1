import Credentials
import Foundation
import ModelBackends

/// The table of settings; docs/configuration.md is compared with it by a test.
extension Setting<String?> {
    static let host = Setting(
        key: "skein.host", summary: "Address to listen on; any but a loopback one needs a login.",
        allowed: "an address of this machine, 0.0.0.0 or :: for all of them", shownDefault: "127.0.0.1", fallback: nil
    ) { host in host.contains { $0.isWhitespace || $0 == "/" } ? nil : .some(host) }
    static let secretKey = Setting(
        key: "secret.key", summary: "Signs the tokens of logins; without it the server makes a key of its own.",
        allowed: "a secret text of at least 32 bytes, such as `openssl rand -hex 32` gives",
        shownDefault: "`secret.key` in the data directory", fallback: nil, isSecret: true
    ) { key in key.utf8.count >= SecretKey.shortest ? .some(key) : nil }
    static let dataDirectory = text(
        "skein.data.dir", "Where everything is kept: database, work directories, model calls.",
        default: "~/.local/share/skein")
    static let claudePath = text("claude.cli.path", "The Claude CLI.", default: "`claude` in `PATH`")
    static let webDirectory = text(
        "skein.web.dir", "Where the web UI is read from, anew for each request.", default: "inside the binary")
    static let databaseURL = Setting(
        key: "database.url", summary: "The database, as a URL.",
        allowed: "sqlite:///relative/path or sqlite:////absolute/path", shownDefault: "`skein.db` in the data directory",
        fallback: nil
    ) { url in
        guard let path = url.wholeMatch(of: /sqlite:\/\/\/(.+)/)?.1 else { return nil }
        return .some(path.hasPrefix("/") ? String(path) : FileManager.default.currentDirectoryPath + "/" + path)
    }
}

extension Setting<Int> {
    static let port = number("skein.port", "Port to listen on; 0 takes a free one.", in: 0...65535, default: 8000)
    static let databaseReaders = number(
        "database.pool.size", "How many reads of the database may run at once.", in: 1...64, default: 4)
    static let sessionMinutes = number(
        "access.token.expire.minutes", "Minutes a login lasts; a browser's is renewed while it is used.", in: 1...43_200,
        default: 30)
    static let retries = number(
        "claude.cli.max.retries", "How often a failed model call is repeated, where that may help.", in: 0...20, default: 3)
    static let concurrentExecutions = number(
        "max.concurrent.executions", "How many executions run at once; more wait in line.", in: 1...10_000, default: 5)
}

extension Setting<AuthChoice> {
    static let auth = choice(
        "skein.auth", "Whether a login is needed: except on a loopback address without trusted proxies (`auto`), or always.",
        default: AuthChoice.auto
    )
}

extension Setting<Int> {
    static let retentionDays = number(
        "skein.retention.days",
        "Days after their end for which runs keep their events and outputs; 0 keeps them for ever.", in: 0...36_500,
        default: 0)
}

extension Setting<Int64?> {
    static let retentionSize = Setting(
        key: "skein.retention.size",
        summary: "How much the database may hold before the oldest runs that are over lose their events and outputs.",
        allowed: "a size such as 500MB or 20GB, 0 for any", shownDefault: "0 (any)", fallback: nil, parse: Self.size)

    /// Bytes in powers of 1000, as disks are sold.
    private static let size: @Sendable (String) -> Int64?? = { text in
        guard let parts = text.uppercased().wholeMatch(of: /(\d{1,9})\s*([KMGT]?)B?/) else { return nil }
        let scale: [Substring: Int64] = ["K": 1000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000]
        let (bytes, isTooMuch) = (Int64(parts.1) ?? 0).multipliedReportingOverflow(by: scale[parts.2] ?? 1)
        if isTooMuch { return nil }
        return .some(bytes == 0 ? nil : bytes)
    }
}

extension Setting<Double?> {
    static let inactivity = seconds(
        "claude.cli.timeout", "Seconds without a sign of life after which a CLI call is ended.", default: 120)
    static let executionTimeout = seconds(
        "execution.timeout", "Wall clock for an execution, in seconds, where nobody says otherwise.", default: nil)
    static let questionHold = seconds(
        "skein.question.hold", "Seconds an agent's process is kept waiting for a person before it is parked.", default: 60)
}

extension Setting<BackendChoice> {
    static let backend = choice(
        "skein.backend", "What does the work: the Claude CLI if it is found (`auto`), or one by name.",
        default: BackendChoice.auto)
}

extension Setting<FallbackChoice> {
    static let fallbackBackend = choice(
        "execution.fallback", "What answers, marked as degraded, when a model failed for good.", default: FallbackChoice.none
    )
}

extension Setting<LogLevel> {
    static let logLevel = choice("log.level", "How much is logged.", default: LogLevel.info)
}

extension Setting<[String]> {
    static let workspaceRoots = list(
        "skein.workspace.roots", "Directories agents may work in.", default: "`workspaces` in the data directory")
    static let childEnvironment = Setting(
        key: "skein.child.env", summary: "Names of further variables that agents' processes get.",
        allowed: "a list separated by commas, without the server's own keys ("
            + ChildEnvironment.withheld.sorted().map { "`\($0)`" }.joined(separator: ", ") + ")",
        shownDefault: "none", fallback: []
    ) { text in
        let names = list("", "", default: "").parse(text) ?? []
        return names.contains(where: ChildEnvironment.withheld.contains) ? nil : names
    }
    static let allowedHosts = list(
        "allowed.hosts", "Host names the server answers for, besides loopback.", default: "none")
    /// `*` would let every page that its user looks at act with that user's rights.
    static let allowedOrigins = Setting(
        key: "allowed.origins", summary: "Web origins that may read and change things, besides the server's own.",
        allowed:
            "a list of origins such as https://tools.example.com, separated by commas; never `*`, which would let every "
            + "page act for whoever looks at it", shownDefault: "none", fallback: []
    ) { text in
        let origins = text.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
        let isEach = origins.allSatisfy { $0.wholeMatch(of: /(?i)https?:\/\/[a-z0-9._\-\[\]:]+/) != nil }
        return isEach ? origins : nil
    }
}

// Secrets, the audit log and quotas.
extension Setting<Int> {
    static let userRunningLimit = number(
        "skein.user.running.limit",
        "How many executions one user may have live at once, a workflow's counting as one; 0 for any number.",
        in: 0...100_000, default: 0)
    static let auditDays = number(
        "skein.audit.days", "How many days an entry of the audit log is kept; 0 for ever.", in: 0...36_500, default: 0)
}

extension Setting<String?> {
    static let secretsKeyFile = text(
        "skein.secrets.key.file", "The key that secrets are encrypted with; made at first use.",
        default: "`secrets.key` in the data directory")
}

/// A setting as documentation shows it.
struct SettingRow: Sendable, Equatable {
    let variable: String
    let key: String
    let summary: String
    let allowed: String
    let shownDefault: String

    init<Value>(_ setting: Setting<Value>) {
        variable = setting.variable
        key = setting.key
        summary = setting.summary
        allowed = setting.allowed
        shownDefault = setting.shownDefault
    }

    /// As a line of the table in docs/configuration.md.
    var markdown: String { "| `\(variable)` | `\(key)` | \(summary) | \(allowed) | \(shownDefault) |" }

    static let all: [SettingRow] =
        [
            SettingRow(Setting<String?>.host), SettingRow(Setting<Int>.port), SettingRow(Setting<String?>.dataDirectory),
            SettingRow(Setting<String?>.webDirectory),
            SettingRow(Setting<String?>.databaseURL), SettingRow(Setting<Int>.databaseReaders),
            SettingRow(Setting<BackendChoice>.backend), SettingRow(Setting<String?>.claudePath),
            SettingRow(Setting<Double?>.inactivity), SettingRow(Setting<Int>.retries),
            SettingRow(Setting<Int>.concurrentExecutions), SettingRow(Setting<Double?>.executionTimeout),
            SettingRow(Setting<FallbackChoice>.fallbackBackend), SettingRow(Setting<Double?>.questionHold),
            SettingRow(Setting<[String]>.workspaceRoots), SettingRow(Setting<[String]>.childEnvironment),
            SettingRow(Setting<[String]>.allowedHosts), SettingRow(Setting<[String]>.allowedOrigins),
            SettingRow(Setting<LogLevel>.logLevel),
            SettingRow(Setting<AuthChoice>.auth), SettingRow(Setting<String?>.secretKey),
            SettingRow(Setting<Int>.sessionMinutes),
            SettingRow(Setting<Int>.userRunningLimit), SettingRow(Setting<Int>.auditDays),
            SettingRow(Setting<String?>.secretsKeyFile),
            SettingRow(Setting<Int>.retentionDays), SettingRow(Setting<Int64?>.retentionSize),
        ] + telemetry + network
}

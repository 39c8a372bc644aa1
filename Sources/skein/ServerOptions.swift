import ArgumentParser
import Foundation

/// The flags that every command understands which touches a server's data.
struct ServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Directory for everything that is kept.", valueName: "path"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Database, such as sqlite:////var/lib/skein/skein.db.", valueName: "url"))
    var databaseUrl: String?

    @Option(help: ArgumentHelp("What does the work: auto, claude_cli, expert or scripted.", valueName: "name"))
    var backend: String?

    @Option(help: ArgumentHelp("The Claude CLI, if it is not in PATH.", valueName: "path"))
    var claudeCliPath: String?

    @Option(help: ArgumentHelp("Configuration file (YAML). Default: skein.yaml in the data directory.", valueName: "path"))
    var config: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical.", valueName: "level"))
    var logLevel: String?

    /// Reads all settings, with further flags of a command.
    /// - Throws: `ValidationError` with the name, the value and what is allowed.
    func settings(_ further: [String: String] = [:]) async throws -> ServerSettings {
        var flags = further
        flags["skein.data.dir"] = dataDir
        flags["database.url"] = databaseUrl
        flags["skein.backend"] = backend
        flags["claude.cli.path"] = claudeCliPath
        flags["log.level"] = logLevel
        do {
            let source = try await SettingSource(
                flags: flags, environment: ProcessInfo.processInfo.environment, file: config)
            return try ServerSettings(source)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}

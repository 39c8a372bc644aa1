import ArgumentParser
import Foundation

/// The flags of commands that keep a server's house: they speak to the running server, or, when none runs, open its data
/// themselves.
struct KeeperOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server to speak to. Default: SKEIN_SERVER, else the one that runs on the data directory, else none.",
            valueName: "url"))
    var server: String?

    @OptionGroup var visitor: DoorOptions

    @Flag(help: "Print JSON for machines.")
    var json = false

    @OptionGroup(title: "Without --server")
    var options: ServerOptions

    /// Hands a door to a body. What is recorded of it in the audit log is the same through either.
    func withDoor<Result: Sendable>(_ body: @Sendable @escaping (any Door) async throws -> Result) async throws -> Result {
        let configured = ProcessInfo.processInfo.environment["SKEIN_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
        var settings = try await options.settings()
        if let server = server ?? configured ?? ServerFile.url(in: settings.dataDirectory) {
            return try await body(try await visitor.door(to: server, dataDirectory: settings.dataDirectory))
        }
        if options.logLevel == nil { settings.logLevel = .error }
        return try await LocalDoor.atRest(settings, body)
    }
}

import ArgumentParser
import Domain
import Foundation

/// The flags of commands about users: they work on a server, or on its database where none runs.
struct UserOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server to speak to. Default: SKEIN_SERVER, else that of the data directory.", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("A file that holds your token. Default: SKEIN_TOKEN.", valueName: "path"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("Directory of the server's data.", valueName: "path"))
    var dataDir: String?

    @Option(help: ArgumentHelp("Database, such as sqlite:////var/lib/skein/skein.db.", valueName: "url"))
    var databaseUrl: String?

    @Flag(help: "Print JSON for machines, as the API answers it.")
    var json = false

    /// Does something at the server, or on its database.
    func atDoor(_ body: @Sendable @escaping (any Door) async throws -> Void) async throws {
        let configured = ProcessInfo.processInfo.environment["SKEIN_SERVER"].flatMap { $0.isEmpty ? nil : $0 }
        let settings = try await settings()
        guard let address = server ?? configured ?? ServerFile.url(in: settings.dataDirectory) else {
            return try await LocalDoor.atRest(settings, body)
        }
        let token = try await ClientToken.find(
            file: tokenFile, server: address, dataDirectory: settings.dataDirectory)
        try await body(try RemoteDoor(address, token: token))
    }

    private func settings() async throws -> ServerSettings {
        var options = try ServerOptions.parse([])
        (options.dataDir, options.databaseUrl, options.logLevel) = (dataDir, databaseUrl, "error")
        return try await options.settings()
    }
}

extension Door {
    /// The user with this name.
    /// - Throws: ``CommandFailure`` when there is none.
    func user(named name: String) async throws -> JSONValue {
        let users = try await get("/api/users").arrayValue ?? []
        guard let user = users.first(where: { $0.text("name") == name.lowercased() }) else {
            throw CommandFailure(
                "\(place) knows no user '\(TerminalText.line(name))'. `skein user ls` shows them.", .refused)
        }
        return user
    }
}

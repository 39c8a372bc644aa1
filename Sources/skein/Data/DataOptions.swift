import ArgumentParser
import Foundation
import Orchestration
import Persistence
import SQL
import SQLiteDriver

/// How commands about the data as a whole come to it: through the server that uses it, else directly.
struct DataOptions: ParsableArguments {
    @OptionGroup var options: ServerOptions

    @Option(
        help: ArgumentHelp(
            "A server to ask. Default: the one that runs on the data directory, if any.", valueName: "url"))
    var server: String?

    @OptionGroup var visitor: DoorOptions

    /// The server to ask; nil when the data is nobody's now.
    func door(_ settings: ServerSettings) async throws -> RemoteDoor? {
        guard let address = server ?? ServerFile.url(in: settings.dataDirectory) else { return nil }
        return try await visitor.door(to: address, dataDirectory: settings.dataDirectory)
    }

    /// Works on the data directly, which no server may use meanwhile.
    /// - Throws: ``CommandFailure`` when one does, or when there is no database.
    static func withData<Result>(
        _ settings: ServerSettings, _ body: (DataService, SQLiteDatabase) async throws -> Result
    ) async throws -> Result {
        guard FileManager.default.fileExists(atPath: settings.databasePath) else {
            throw CommandFailure(
                "there is no database \(settings.databasePath). Name the data directory with --data-dir, or a server with "
                    + "--server.", .noFile)
        }
        do {
            let database = try Migrate.open(settings)
            defer { try? database.close() }  // what it had to write is written
            let missing = try await Schema.migrator.missing(in: database)
            guard missing.isEmpty else {
                throw CommandFailure(
                    "the database has schema version \(Schema.migrator.newest - missing.count), this release works with "
                        + "\(Schema.migrator.newest): run `skein migrate` first.", .refused)
            }
            let store = Store(database: database, publish: { _ in })
            return try await body(settings.dataService(store, Restart(isPossible: false, settings)), database)
        } catch let error as SQLError {
            throw CommandFailure("\(error).", .unavailable)
        } catch let error as BackupError {
            throw CommandFailure(error.description, .cannotWrite)
        }
    }
}

import ArgumentParser
import Domain
import Foundation
import Persistence
import SQL
import SQLiteDriver

/// `skein migrate`: brings the database to this program's schema.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to this version's schema.",
        discussion: "The server does the same when it starts. A database of a newer version is left untouched.")

    @OptionGroup var options: ServerOptions

    func run() async throws {
        let settings = try await options.settings()
        let database = try Self.open(settings)
        let applied = try await Schema.migrator.migrate(database)
        if !applied.isEmpty {
            try await Store(database: database, publish: { _ in }).record(.command("migrate", "skein migrate"))
        }
        try database.close()
        if applied.isEmpty { print("\(settings.databasePath) is up to date.") }
        for migration in applied { print("applied \(migration.number): \(migration.name)") }
    }

    /// Opens the server's database for this process alone.
    static func open(_ settings: ServerSettings) throws -> SQLiteDatabase {
        let directory = URL(filePath: settings.databasePath).deletingLastPathComponent().path
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return try SQLiteDatabase(path: settings.databasePath, exclusive: true, readers: settings.databaseReaders)
    }
}

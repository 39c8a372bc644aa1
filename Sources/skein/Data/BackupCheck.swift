import Domain
import Foundation
import Orchestration
import Persistence
import SQL
import SQLiteDriver

/// Looks at a backup as a restore would, without touching anything else.
struct BackupCheck {
    let manifest: BackupManifest
    let verification: JournalVerification

    /// Unpacks a backup into a directory, opens its database with this release, and verifies it.
    /// - Throws: ``BackupError``.
    static func run(_ path: String, unpackingInto directory: String) async throws -> BackupCheck {
        let manifest = try BackupReader(path: path).unpack(into: directory)
        do {
            let database = try SQLiteDatabase(path: "\(directory)/\(BackupManifest.databaseName)")
            try await Schema.migrator.migrate(database)
            let verification = try await Store(database: database, publish: { _ in }).verify()
            try database.close()
            return BackupCheck(manifest: manifest, verification: verification)
        } catch SQLError.newerSchema(let found, let known) {
            throw BackupError.refused(
                "The backup has schema version \(found) and was written by Skein \(manifest.skein); this release knows only up "
                    + "to \(known): use that one.")
        } catch let error as SQLError {
            throw BackupError.damaged("\(error)")
        }
    }

    var isDamaged: Bool { verification.findings.contains { $0.invariant == .storage } }
}

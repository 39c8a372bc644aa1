import Domain
import Foundation
import Logging
import ModelBackends
import Orchestration
import Persistence
import SQL
import SQLiteDriver

/// A backup that was checked and lies beside the database, to take its place at the next start.
///
/// Whatever is interrupted is done again by the next start: each file is moved once, the database last but for what
/// belongs to it, and the directory goes when all is done.
struct StagedRestore {
    private let settings: ServerSettings

    init(_ settings: ServerSettings) {
        self.settings = settings
    }

    /// Beside the database, so that taking its place is one step.
    private var directory: String { settings.databasePath + ".restore" }
    private var stagedDatabase: String { "\(directory)/\(BackupManifest.databaseName)" }
    private var stampFile: String { "\(directory)/replaces" }

    var isThere: Bool { FileManager.default.fileExists(atPath: stampFile) }

    /// Where a backup is unpacked before it is staged.
    func makePlace() throws -> String {
        let place = "\(directory).\(getpid())"
        try? FileManager.default.removeItem(atPath: place)  // of an earlier process of this number
        let parent = URL(filePath: directory).deletingLastPathComponent()
        try FileManager.default.createDirectory(
            at: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return place
    }

    /// Stages what was unpacked and checked. - Returns: what the replaced files will be called after.
    func stage(_ place: String) throws -> String {
        let stamp = ".before-restore-\(Timestamp.now.iso8601.prefix(19).replacing(":", with: ""))"
        try Data(stamp.utf8).write(to: URL(filePath: "\(place)/replaces"), options: .atomic)
        try Durable.sync(directory: place)
        if isThere { throw BackupError.refused("Another backup is staged in \(directory): start the server, or remove it.") }
        try? FileManager.default.removeItem(atPath: directory)  // what is there has no stamp: it was never complete
        try FileManager.default.moveItem(atPath: place, toPath: directory)
        try Durable.sync(directory: URL(filePath: directory).deletingLastPathComponent().path)
        return stamp
    }

    /// Puts it in the place of the present database, if one is staged; nobody may use that.
    /// - Throws: ``SQLError/unavailable(_:)`` when a server does.
    func putInPlace(_ logger: Logger) async throws {
        guard isThere else { return }
        let lock = try SQLiteDatabase.lock(settings.databasePath)
        defer { lock.release() }
        let stamp = try String(contentsOfFile: stampFile, encoding: .utf8)
        if FileManager.default.fileExists(atPath: stagedDatabase) {
            try await continueNumbering()
            CallSpools(root: settings.callsDirectory).endAll()
            for path in [settings.databasePath + "-wal", settings.databasePath] { try move(path, to: aside(path, stamp)) }
            try move(settings.callsDirectory, to: settings.callsDirectory + stamp)
            try? FileManager.default.removeItem(atPath: settings.databasePath + "-shm")  // made anew from the log
            try move(stagedDatabase, to: settings.databasePath)
        }
        try move("\(directory)/calls", to: settings.callsDirectory)
        for key in (try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/keys")) ?? [] {
            let place = "\(settings.dataDirectory)/\(key)"
            try move(place, to: place + stamp)
            try move("\(directory)/keys/\(key)", to: place)
        }
        try Durable.sync(directory: URL(filePath: settings.databasePath).deletingLastPathComponent().path)
        try FileManager.default.removeItem(atPath: directory)
        logger.notice(
            "a backup was restored", metadata: ["replaced": "\(aside(settings.databasePath, stamp))"])
    }

    /// A log belongs to the database of its name.
    private func aside(_ path: String, _ stamp: String) -> String {
        path.hasSuffix("-wal") ? "\(path.dropLast(4))\(stamp)-wal" : path + stamp
    }

    /// Whoever followed the database that is replaced must not take new events for ones that he has heard.
    private func continueNumbering() async throws {
        let staged = try SQLiteDatabase(path: stagedDatabase)
        try await Schema.migrator.migrate(staged)
        try await Store(database: staged, publish: { _ in }).continueAfter(await replacedCursor())
        try staged.close()
    }

    /// The newest cursor of the database that is replaced; a guess far behind it when that cannot be read.
    private func replacedCursor() async -> Int64 {
        guard FileManager.default.fileExists(atPath: settings.databasePath) else { return 0 }
        do {
            let replaced = try SQLiteDatabase(path: settings.databasePath)
            let newest = try await Store(database: replaced, publish: { _ in }).newestCursor()
            try replaced.close()
            return newest
        } catch {
            return 1 << 40
        }
    }

    private func move(_ source: String, to target: String) throws {
        guard FileManager.default.fileExists(atPath: source) else { return }
        try FileManager.default.moveItem(atPath: source, toPath: target)
    }
}

/// What must be on the disk before anything goes on.
enum Durable {
    static func sync(directory path: String) throws {
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0, fsync(file) == 0 else {
            throw BackupError.cannotWrite("\(path): \(String(cString: strerror(errno)))")
        }
        close(file)
    }
}

import Crypto
import Domain
import Foundation
public import Persistence

/// Makes backups: everything that finished work needs, as of one moment.
public struct BackupMaker: Sendable {
    private let store: Store
    private let calls: any CallKeeping
    private let dataDirectory: String
    private let release: String

    public init(store: Store, calls: any CallKeeping, dataDirectory: String, release: String) {
        (self.store, self.calls, self.dataDirectory, self.release) = (store, calls, dataDirectory, release)
    }

    /// Copies everything into a directory, from where it is written out.
    /// - Parameters:
    ///   - scratch: is made, and belongs to the caller to remove; with room for the whole database.
    ///   - hasKeys: whether the keys go along that secrets and logins need.
    ///   - progress: how much is copied, 0–1.
    public func prepare(
        in scratch: String, hasKeys: Bool, progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws -> PreparedBackup {
        do {
            return try await copyEverything(to: scratch, hasKeys: hasKeys, progress)
        } catch let error as CocoaError {
            throw BackupError.cannotWrite("\(scratch): \(error.localizedDescription)")
        }
    }

    private func copyEverything(
        to scratch: String, hasKeys: Bool, _ progress: @escaping @Sendable (Double) -> Void
    ) async throws -> PreparedBackup {
        try FileManager.default.createDirectory(
            atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Asked before the copy: whatever ends in between has left its outcome in its spool.
        let underWay = try await store.callsUnderWay()
        let database = "\(scratch)/\(BackupManifest.databaseName)"
        let madeAt = Timestamp.now
        try await store.copy(to: database, progress: progress)
        var sources = [(path: BackupManifest.databaseName, source: database)]
        for call in underWay {
            for file in calls.files(of: call.callID) {
                // A file of a call that goes on grows: what is there now is copied, and a line that is torn does not count.
                let copy = "\(scratch)/calls/\(file)"
                guard try await Self.copy(calls.location(of: file), to: copy) else { continue }
                sources.append(("calls/\(file)", copy))
            }
        }
        if hasKeys { sources += keys.map { (path: "keys/\($0)", source: "\(dataDirectory)/\($0)") } }
        let contents = try await store.contents()
        let files = try await BlockingWork.run { [sources] in
            try sources.map { try BackupManifest.File($0.path, at: $0.source) }
        }
        let manifest = BackupManifest(skein: release, madeAt: madeAt, contents: contents, files: files)
        return PreparedBackup(manifest: manifest, sources: sources.map(\.source))
    }

    /// The names of the files in the data directory that let secrets be read and logins go on.
    private var keys: [String] {
        // Without the directory there are none.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: dataDirectory)) ?? []
        return names.filter { $0.hasSuffix(".key") || $0.hasSuffix(".token") }.sorted()
    }

    /// - Returns: false when the file is gone: its call has ended, and what came of it is recorded.
    private static func copy(_ source: String, to target: String) async throws -> Bool {
        try await BlockingWork.run {
            guard let data = FileManager.default.contents(atPath: source) else { return false }
            let directory = URL(filePath: target).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try data.write(to: URL(filePath: target))
            return true
        }
    }
}

extension BackupManifest.File {
    fileprivate init(_ path: String, at source: String) throws {
        let file = try FileHandle(forReadingFrom: URL(filePath: source))
        defer { try? file.close() }  // it was only read
        var (hash, bytes) = (SHA256(), 0 as Int64)
        while let part = try file.read(upToCount: PreparedBackup.partSize), !part.isEmpty {
            hash.update(data: part)
            bytes += Int64(part.count)
        }
        self.init(path: path, bytes: bytes, sha256: hash.finalize().hexadecimal)
    }
}

extension SHA256Digest {
    /// As `sha256sum` prints it.
    var hexadecimal: String {
        map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

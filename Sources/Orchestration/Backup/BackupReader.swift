import Crypto
import Foundation

/// Reads a backup and believes nothing of it that its checksums do not say.
public struct BackupReader {
    private static let longestManifest: Int64 = 64 << 20

    private let file: FileHandle
    private let path: String

    /// - Throws: ``BackupError/cannotRead(_:)``.
    public init(path: String) throws {
        do {
            file = try FileHandle(forReadingFrom: URL(filePath: path))
        } catch {
            throw BackupError.cannotRead("\(path): \(error.localizedDescription)")
        }
        self.path = path
    }

    /// Unpacks everything into a directory, which is made, and makes it durable.
    /// - Throws: ``BackupError``.
    public func unpack(into directory: String) throws -> BackupManifest {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let manifest = try readManifest()
            for index in manifest.files.indices { try unpack(index, of: manifest, into: directory) }
            guard try TarHeader(try block()) == nil else { throw BackupError.damaged("there is more in it than it says") }
            return manifest
        } catch let error as BackupError {
            throw error
        } catch {
            throw BackupError.cannotRead("\(path): \(error.localizedDescription)")
        }
    }

    private func readManifest() throws -> BackupManifest {
        guard let header = try TarHeader(try block()), header.path == BackupManifest.fileName,
            header.size <= Self.longestManifest
        else { throw BackupError.damaged("it does not begin with \(BackupManifest.fileName)") }
        let text = try read(Int(header.size))
        _ = try read(header.padding)
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: text),  // the error says nothing more
            manifest.kind == BackupManifest.kind
        else { throw BackupError.damaged("its \(BackupManifest.fileName) is none of `skein backup`") }
        guard manifest.format <= BackupManifest.newestFormat else {
            throw BackupError.refused(
                "The backup was written by Skein \(manifest.skein), in a form that this release does not know: use that one."
            )
        }
        return manifest
    }

    private func unpack(_ index: Int, of manifest: BackupManifest, into directory: String) throws {
        let entry = manifest.files[index]
        guard TarHeader.isSafe(entry.path) else { throw BackupError.damaged("it names a file '\(entry.path)'") }
        guard let header = try TarHeader(try block()), header.path == manifest.entry(index), header.size == entry.bytes
        else {
            throw BackupError.damaged("'\(entry.path)' is not where it should be")
        }
        let target = URL(filePath: "\(directory)/\(entry.path)")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        guard FileManager.default.createFile(atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw BackupError.cannotWrite("\(target.path) cannot be made") }
        let output = try FileHandle(forWritingTo: target)
        var (hash, rest) = (SHA256(), Int(entry.bytes))
        while rest > 0 {
            let part = try read(min(rest, PreparedBackup.partSize))
            hash.update(data: part)
            try output.write(contentsOf: part)
            rest -= part.count
        }
        try output.synchronize()
        try output.close()
        _ = try read(header.padding)
        guard hash.finalize().hexadecimal == entry.sha256 else {
            throw BackupError.damaged("the checksum of '\(entry.path)' is another one")
        }
    }

    private func block() throws -> [UInt8] {
        Array(try read(TarHeader.blockSize))
    }

    private func read(_ count: Int) throws -> Data {
        var data = Data()
        while data.count < count {
            guard let part = try file.read(upToCount: count - data.count), !part.isEmpty else {
                throw BackupError.damaged("it ends too early")
            }
            data += part
        }
        return data
    }
}

public import Crypto
import Foundation

/// A key that only the server's user can read: 32 random bytes in a file, made at first use.
public enum KeyFile {
    /// Reads the key, or makes one.
    /// - Throws: ``KeyFileError`` for a file that others may read, or that holds something else; errors of the file system.
    public static func key(at path: String) throws -> SymmetricKey {
        guard access(path, F_OK) == 0 else { return try create(at: path) }
        guard let data = FileManager.default.contents(atPath: path) else { throw KeyFileError.cannotRead(path) }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o077 == 0 else { throw KeyFileError.readableByOthers(path) }
        guard data.count == length else { throw KeyFileError.notAKey(path) }
        return SymmetricKey(data: data)
    }

    private static let length = 32

    /// Whole or not at all: written beside its place, then linked there; whoever came first wins.
    private static func create(at path: String) throws -> SymmetricKey {
        let made = SymmetricKey(size: .bits256)
        let draft = "\(path).\(UUID().uuidString)"
        defer { unlink(draft) }
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw KeyFileError.cannotWrite(path, reason: String(cString: strerror(errno))) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: made.withUnsafeBytes { Data($0) })
        try file.synchronize()
        if link(draft, path) == 0 { return made }
        guard errno == EEXIST else { throw KeyFileError.cannotWrite(path, reason: String(cString: strerror(errno))) }
        return try key(at: path)
    }
}

/// Why a key file is not used.
public enum KeyFileError: Error, Equatable, CustomStringConvertible {
    case readableByOthers(String)
    case notAKey(String)
    case cannotRead(String)
    case cannotWrite(String, reason: String)

    public var description: String {
        switch self {
        case .readableByOthers(let path):
            "Others may read the key in '\(path)'. Take that away: chmod 600 '\(path)'"
        case .notAKey(let path):
            "'\(path)' is no key: it should hold 32 bytes. Put the right file there, or remove it to begin with a new key."
        case .cannotRead(let path):
            "Cannot read the key '\(path)': it should be a file of the server's user."
        case .cannotWrite(let path, let reason):
            "Cannot write the key '\(path)': \(reason)."
        }
    }
}

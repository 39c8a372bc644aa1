import Foundation

/// The keys that secrets are encrypted with: one file for each version, the first under the plain name.
public struct SecretKeys: Sendable {
    private let path: String

    /// - Parameter path: of the first version; `PATH.2` is the second.
    public init(path: String) {
        self.path = path
    }

    public func path(of version: Int) -> String {
        version == 1 ? path : "\(path).\(version)"
    }

    /// What opens secrets of a version.
    /// - Throws: ``SecretKeyMissing`` when there is no such file: a new key would open nothing. ``KeyFileError``.
    public func existing(_ version: Int) throws -> SecretBox {
        let file = path(of: version)
        guard FileManager.default.fileExists(atPath: file) else { throw SecretKeyMissing(path: file) }
        return SecretBox(key: try KeyFile.key(at: file), keyVersion: version)
    }

    /// The same, made where there is none yet.
    public func making(_ version: Int) throws -> SecretBox {
        SecretBox(key: try KeyFile.key(at: path(of: version)), keyVersion: version)
    }

    /// Removes the keys of older versions, which open nothing any more.
    public func forget(before version: Int) {
        for old in 1..<max(1, version) {
            // One that cannot be removed opens nothing either.
            try? FileManager.default.removeItem(atPath: path(of: old))
        }
    }
}

/// There are secrets, but the key they were encrypted with is gone.
public struct SecretKeyMissing: Error, Equatable, CustomStringConvertible {
    public let path: String

    public var description: String {
        "The key '\(path)' is missing. Put it back from your backup, or set the secrets anew after removing them."
    }
}

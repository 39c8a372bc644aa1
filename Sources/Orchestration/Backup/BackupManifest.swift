public import Domain
public import Persistence

/// The first file of a backup: what it is, and what belongs to it.
public struct BackupManifest: Sendable, Codable, Equatable {
    public static let fileName = "manifest.json"
    public static let databaseName = "skein.db"
    static let kind = "skein-backup"
    /// The form of the archive; a program reads all up to its own.
    static let newestFormat = 1

    public struct File: Sendable, Codable, Equatable {
        public let path: String
        public let bytes: Int64
        public let sha256: String
    }

    /// What a file is called in the archive, whose paths are short.
    func entry(_ index: Int) -> String {
        let path = files[index].path
        return path.utf8.count <= TarHeader.longestPath ? path : "long/\(index)"
    }

    let kind: String
    let format: Int
    /// The release that wrote it.
    public let skein: String
    public let madeAt: Timestamp
    public let contents: StoreContents
    /// In the order of the archive.
    public let files: [File]

    init(skein: String, madeAt: Timestamp, contents: StoreContents, files: [File]) {
        (kind, format) = (Self.kind, Self.newestFormat)
        (self.skein, self.madeAt, self.contents, self.files) = (skein, madeAt, contents, files)
    }

    /// Whether the keys are in it that secrets and logins need.
    public var hasKeys: Bool { files.contains { $0.path.hasPrefix("keys/") } }

    public var bytes: Int64 { files.map(\.bytes).reduce(0, +) }

    private enum CodingKeys: String, CodingKey {
        case kind, format, skein, contents, files
        case madeAt = "made_at"
    }
}

import Foundation

/// `admin.token` in the data directory: how whoever runs the server first gets in.
///
/// It is made in two steps around the commit that stores the token's digest, so that a crash between them leaves either
/// nothing of worth or a token that works.
public struct AdminTokenFile: Sendable {
    public let path: String
    private var draftPath: String { path + ".new" }

    public init(dataDirectory: String) {
        path = "\(dataDirectory)/admin.token"
    }

    /// The token in it; nil where there is no file.
    /// - Throws: ``AdminTokenError`` for a file that others may read, or that holds something else.
    public func token() throws -> BearerToken? {
        try read(path)
    }

    /// A token written by a start that did not come to its end.
    public func draft() throws -> BearerToken? {
        try read(draftPath)
    }

    /// First step, before the commit: a new token, durable, under another name.
    public func prepare() throws -> BearerToken {
        let token = BearerToken.make()
        unlink(draftPath)
        let descriptor = open(draftPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw cannotWrite(errno) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data((token.text + "\n").utf8))
        try file.synchronize()
        return token
    }

    /// Second step, after the commit: the file under its own name.
    public func publish() throws {
        guard link(draftPath, path) == 0 else { throw cannotWrite(errno) }
        unlink(draftPath)
    }

    public func discardDraft() {
        unlink(draftPath)
    }

    private func read(_ path: String) throws -> BearerToken? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 == 0 else {
            throw AdminTokenError.readableByOthers(path)
        }
        let text = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        guard let token = BearerToken(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw AdminTokenError.notAToken(path)
        }
        return token
    }

    private func cannotWrite(_ code: Int32) -> AdminTokenError {
        .cannotWrite(path, reason: String(cString: strerror(code)))
    }
}

/// Why the server does not start for want of a first administrator.
public enum AdminTokenError: Error, Equatable, CustomStringConvertible {
    case readableByOthers(String)
    case notAToken(String)
    case cannotWrite(String, reason: String)
    /// The file is there, its user is not.
    case ofAnotherDatabase(String)

    public var description: String {
        switch self {
        case .readableByOthers(let path):
            "Others may read the admin token in '\(path)'. Take that away: chmod 600 '\(path)'; and if somebody may have "
                + "read it, `skein user revoke admin` and make another."
        case .notAToken(let path):
            "'\(path)' holds no token. Move it away; where there is no administrator, the next start makes a new one."
        case .cannotWrite(let path, let reason):
            "This address needs a login, but the first admin token cannot be written to '\(path)': \(reason). Make the data "
                + "directory writable for the server's user, or make an administrator first: skein user add NAME --role admin"
        case .ofAnotherDatabase(let path):
            "'\(path)' is there, but the database has no administrator: it belongs to another database. Set DATABASE_URL to "
                + "that one, or move the file away to begin with a new administrator."
        }
    }
}

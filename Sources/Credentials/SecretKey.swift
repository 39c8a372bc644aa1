public import Crypto
import Foundation

/// The key that signs session tokens: what the operator set, or one of the server's own, never a default.
public enum SecretKey {
    /// The shortest text that is taken, in bytes: as long as the hash it keys (RFC 7518, section 3.2).
    public static let shortest = 32

    /// - `configured`: the text of `SECRET_KEY`, validated before; nil to keep one in the data directory.
    /// - Throws: ``KeyFileError``, errors of the file system.
    public static func key(configured: String?, dataDirectory: String) throws -> SymmetricKey {
        guard let configured else { return try KeyFile.key(at: "\(dataDirectory)/secret.key") }
        return SymmetricKey(data: Data(configured.utf8))
    }
}

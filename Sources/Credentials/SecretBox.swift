public import Crypto
import Foundation

/// Encrypts and decrypts secrets with AES-GCM. What a value belongs to is part of the seal: it opens under no other name.
public struct SecretBox: Sendable {
    private let key: SymmetricKey
    public let keyVersion: Int

    public init(key: SymmetricKey, keyVersion: Int) {
        self.key = key
        self.keyVersion = keyVersion
    }

    /// - Returns: nonce, ciphertext and tag in base64.
    public func seal(_ value: String, id: String, name: String) throws -> String {
        let sealed = try AES.GCM.seal(
            Data(value.utf8), using: key, authenticating: Self.context(id, name, keyVersion))
        // Nil only for a nonce of another length than the standard one.
        guard let combined = sealed.combined else { throw SecretBoxError.damaged(name: name) }
        return combined.base64EncodedString()
    }

    /// - Throws: ``SecretBoxError`` when the key is another one, or anything was changed.
    public func open(_ sealed: String, id: String, name: String) throws -> String {
        do {
            guard let combined = Data(base64Encoded: sealed) else { throw SecretBoxError.damaged(name: name) }
            let value = try AES.GCM.open(
                AES.GCM.SealedBox(combined: combined), using: key, authenticating: Self.context(id, name, keyVersion))
            return String(decoding: value, as: UTF8.self)
        } catch {
            throw SecretBoxError.damaged(name: name)
        }
    }

    private static func context(_ id: String, _ name: String, _ version: Int) -> Data {
        Data("skein secret\n\(version)\n\(id)\n\(name)".utf8)
    }
}

/// Why a secret cannot be opened.
public enum SecretBoxError: Error, Equatable, CustomStringConvertible {
    /// The key is not the one it was sealed with, or it was changed.
    case damaged(name: String)

    public var description: String {
        switch self {
        case .damaged(let name):
            "The secret \(name) cannot be decrypted: the key is not the one it was encrypted with, or it was changed."
        }
    }
}

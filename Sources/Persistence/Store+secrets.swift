public import Domain
import SQL

/// A secret with its value, encrypted.
public struct SealedSecret: Sendable, Hashable {
    public var secret: Secret
    public var sealed: String

    public init(_ secret: Secret, sealed: String) {
        self.secret = secret
        self.sealed = sealed
    }
}

/// Secrets, as they were encrypted.
extension Store {
    public func secrets() async throws -> [SealedSecret] {
        try await database.read { try SecretTable.all($0) }
    }

    /// Stores a secret, in place of the one that has its name.
    /// - `seal`: gets the one in place and the highest version of a key in use; it may be called again.
    public func putSecret(
        named name: String, _ seal: @escaping @Sendable (SealedSecret?, Int?) throws -> SealedSecret
    ) async throws -> Secret {
        try await write { transaction in
            let version = try SecretTable.all(transaction.sql).map(\.secret.keyVersion).max()
            let sealed = try seal(try SecretTable.find(name, transaction.sql), version)
            try SecretTable.put(sealed, transaction.sql)
            return sealed.secret
        }
    }

    /// - Returns: false when there is none.
    public func deleteSecret(named name: String) async throws -> Bool {
        try await write { try SecretTable.delete(name, $0.sql) }
    }

    /// Encrypts all secrets anew, or none of them.
    /// - Parameter reseal: may be called again.
    public func resealSecrets(
        _ reseal: @escaping @Sendable ([SealedSecret]) throws -> [SealedSecret]
    ) async throws -> Int {
        try await write { transaction in
            let all = try reseal(try SecretTable.all(transaction.sql))
            for sealed in all { try SecretTable.put(sealed, transaction.sql) }
            return all.count
        }
    }
}

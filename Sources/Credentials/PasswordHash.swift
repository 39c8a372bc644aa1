import Crypto
import CryptoExtras
import Foundation

/// What is kept of a password: scrypt (RFC 7914) with a salt, and the parameters, so that these can grow later.
public struct PasswordHash: Sendable {
    /// How much one guess costs an attacker.
    public struct Cost: Sendable, Equatable {
        /// The logarithm of scrypt's N.
        let logN: Int
        let blockSize: Int
        let parallelism: Int

        /// 32 MiB and three passes: one of OWASP's equivalent recommendations (Password Storage Cheat Sheet, scrypt).
        public static let full = Cost(logN: 15, blockSize: 8, parallelism: 3)

        /// A twelfth of it in a debug build, whose scrypt is not optimised, and which nobody runs but tests.
        #if DEBUG
            public static let standard = Cost(logN: 13, blockSize: 8, parallelism: 1)
        #else
            public static let standard = full
        #endif
    }

    private let cost: Cost
    private let salt: Data
    private let hash: Data

    /// Takes its time: call it on a thread of its own.
    public init(of password: String, cost: Cost = .standard) throws {
        self.cost = cost
        salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
        hash = try Self.derive(password, salt, cost)
    }

    /// Reads what ``text`` wrote. - Returns: nil for anything else.
    public init?(_ text: String) {
        guard let parts = text.wholeMatch(of: /\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w\-]+)\$([\w\-]+)/)?.output,
            let logN = Int(parts.1), let blockSize = Int(parts.2), let parallelism = Int(parts.3),
            (4...20).contains(logN), (1...32).contains(blockSize), (1...16).contains(parallelism),
            let salt = Data(base64URL: parts.4), let hash = Data(base64URL: parts.5), hash.count == Self.length
        else { return nil }
        cost = Cost(logN: logN, blockSize: blockSize, parallelism: parallelism)
        (self.salt, self.hash) = (salt, hash)
    }

    /// Describes itself: `$scrypt$ln=15,r=8,p=3$salt$hash`.
    public var text: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.blockSize),p=\(cost.parallelism)$\(salt.base64URL)$\(hash.base64URL)"
    }

    /// Whether this is the password; takes as long for a wrong one as for the right one.
    public func matches(_ password: String) throws -> Bool {
        let derived = try Self.derive(password, salt, cost)
        return zip(derived, hash).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static let length = 32

    /// The same characters are the same password, however a keyboard composes them.
    private static func derive(_ password: String, _ salt: Data, _ cost: Cost) throws -> Data {
        let composed = password.precomposedStringWithCompatibilityMapping
        let key = try KDF.Scrypt.deriveKey(
            from: Data(composed.utf8), salt: salt, outputByteCount: length, rounds: 1 << cost.logN,
            blockSize: cost.blockSize, parallelism: cost.parallelism)
        return key.withUnsafeBytes { Data($0) }
    }
}

extension PasswordHash {
    /// One that no password matches, at the same cost.
    public static func unmatched(cost: Cost = .standard) -> PasswordHash {
        PasswordHash(cost: cost, salt: SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) })
    }

    private init(cost: Cost, salt: Data) {
        self.cost = cost
        self.salt = salt
        hash = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    }
}

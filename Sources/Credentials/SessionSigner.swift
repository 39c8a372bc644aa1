public import Crypto
import Foundation
import JWTKit

/// Makes and reads session tokens: JSON Web Tokens, signed with HMAC-SHA256 and nothing else.
public struct SessionSigner: Sendable {
    private let keys: JWTKeyCollection

    /// - Parameter key: at least 256 bits; see ``SecretKey``.
    public init(key: SymmetricKey) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(key: key), digestAlgorithm: .sha256)
    }

    public func sign(_ claims: SessionClaims) async throws -> String {
        try await keys.sign(claims)
    }

    /// What a token says, if this server made it and its time is not over.
    /// - `now`: seconds since 1970.
    /// - Returns: nil for every other text, whatever is wrong with it.
    public func verify(_ token: String, now: Int64) async -> SessionClaims? {
        guard token.utf8.count <= 4096, Self.hasExpectedHeader(token) else { return nil }
        // Why it is refused is of use to an attacker only.
        guard let claims = try? await keys.verify(token, as: SessionClaims.self) else { return nil }
        let tolerance: Int64 = 60
        return now < claims.exp && claims.iat <= now + tolerance ? claims : nil
    }

    /// The header must name our one algorithm, before anything else is believed (RFC 8725, section 3.1).
    private static func hasExpectedHeader(_ token: String) -> Bool {
        struct Header: Decodable {
            let alg: String
            let typ: String?
            let crit: [String]?
        }
        guard let data = Data(base64URL: token.prefix { $0 != "." }),
            let header = try? JSONDecoder().decode(Header.self, from: data)  // no header: not one of ours
        else { return false }
        return header.alg == "HS256" && header.typ == "JWT" && header.crit == nil
    }
}

public import JWTKit

/// What a session token says (RFC 7519), in seconds since 1970. Not what its user may do: that is looked up each time.
public struct SessionClaims: JWTPayload, Equatable {
    public static let issuer = "skein"
    public static let audience = "skein-api"

    public let iss: String
    public let aud: String
    /// The user's id.
    public let sub: String
    public let exp: Int64
    public let iat: Int64
    public let jti: String
    /// The session: all tokens that came of one login; a logout ends them together.
    public let sid: String
    /// The user's epoch at the login: a new password begins another.
    public let epoch: Int64
    /// When the login was.
    public let authTime: Int64
    /// The id of the API token that stood for a password.
    public let token: String?

    public init(
        user: String, session: String, epoch: Int64, token: String?, id: String, issuedAt: Int64, expiresAt: Int64,
        loggedInAt: Int64
    ) {
        (iss, aud, sub, sid) = (Self.issuer, Self.audience, user, session)
        (exp, iat, jti, authTime) = (expiresAt, issuedAt, id, loggedInAt)
        self.epoch = epoch
        self.token = token
    }

    /// Times are checked by ``SessionSigner/verify(_:now:)``, which is told the time.
    public func verify(using algorithm: some JWTAlgorithm) async throws {
        guard iss == Self.issuer, aud == Self.audience, !sub.isEmpty, !sid.isEmpty else {
            throw JWTError.generic(identifier: "claims", reason: "not for this server")
        }
    }

    private enum CodingKeys: String, CodingKey {
        case iss, aud, sub, exp, iat, jti, sid, epoch
        case authTime = "auth_time"
        case token = "tok"
    }
}

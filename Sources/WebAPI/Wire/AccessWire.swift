import Domain
import Orchestration

/// A user as it goes over the wire; of a password only whether there is one.
struct UserWire: Encodable {
    let user: User

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(user.id, forKey: .id)
        try container.encode(user.name, forKey: .name)
        try container.encode(user.role, forKey: .role)
        try container.encode(user.hasPassword, forKey: .hasPassword)
        try container.encode(!user.isEnabled, forKey: .disabled)
        try container.encode(user.createdAt, forKey: .createdAt)
        try container.encode(user.updatedAt, forKey: .updatedAt)
    }

    private enum Key: String, CodingKey {
        case id, name, role, disabled
        case hasPassword = "has_password"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// A token as it goes over the wire.
struct TokenWire: Encodable {
    let token: AccessToken
    /// Only in the answer to its making.
    let text: String?

    init(_ token: AccessToken, text: String? = nil) {
        self.token = token
        self.text = text
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(token.id, forKey: .id)
        try container.encode(token.userID, forKey: .userID)
        try container.encode(token.name, forKey: .name)
        try container.encode(token.role, forKey: .role)
        try container.encode(token.createdAt, forKey: .createdAt)
        try container.encode(token.lastUsedAt, forKey: .lastUsedAt)
        try container.encode(token.expiresAt, forKey: .expiresAt)
        try container.encode(token.revokedAt, forKey: .revokedAt)
        try container.encodeIfPresent(text, forKey: .token)
    }

    private enum Key: String, CodingKey {
        case id, name, role, token
        case userID = "user_id"
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
        case expiresAt = "expires_at"
        case revokedAt = "revoked_at"
    }
}

/// Who asks, as the API tells it.
struct PrincipalWire: Encodable {
    let principal: Principal

    func encode(to encoder: any Encoder) throws {
        try ["id": principal.id, "name": principal.name, "role": principal.role.rawValue].encode(to: encoder)
    }
}

/// What a login answers (RFC 6749, section 5.1, and who it is).
struct LoginWire: Encodable {
    let accessToken: String
    let tokenType = "bearer"
    let expiresIn: Int
    let user: PrincipalWire

    init(_ result: LoginResult) {
        accessToken = result.accessToken
        expiresIn = result.lifetime
        user = PrincipalWire(principal: result.session.principal)
    }

    private enum CodingKeys: String, CodingKey {
        case user
        case accessToken = "access_token"
        case tokenType = "token_type"
        case expiresIn = "expires_in"
    }
}

struct WhoAmIWire: Encodable {
    let user: PrincipalWire
    /// Whether the server lets nobody in without.
    let loginRequired: Bool
    /// Whether there is something to log out of.
    let isLogin: Bool
    /// Whether a password let them in, and not a token.
    let isByPassword: Bool
    let expiresAt: Timestamp?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(user, forKey: .user)
        try container.encode(loginRequired, forKey: .loginRequired)
        try container.encode(isLogin, forKey: .loggedIn)
        try container.encode(isByPassword, forKey: .byPassword)
        try container.encode(expiresAt, forKey: .expiresAt)
    }

    private enum Key: String, CodingKey {
        case user
        case loginRequired = "login_required"
        case loggedIn = "logged_in"
        case byPassword = "by_password"
        case expiresAt = "expires_at"
    }
}

struct TicketWire: Encodable {
    let ticket: String
    /// In seconds.
    let expiresIn: Int

    private enum CodingKeys: String, CodingKey {
        case ticket
        case expiresIn = "expires_in"
    }
}

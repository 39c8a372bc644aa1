public import Domain

/// Somebody who got in, and by what; good until it is revoked or expires.
public struct AccessSession: Sendable {
    /// What let them in.
    public enum Credential: Sendable, Hashable {
        /// No login is asked for.
        case none
        case token(AccessTokenID)
        /// A login, with the token that stood for a password, if any.
        case login(session: String, epoch: Int64, token: AccessTokenID?, loggedInAt: Int64)
    }

    public let principal: Principal
    public let credential: Credential
    /// Nil for what does not end by itself.
    public let expiresAt: Timestamp?

    public static let local = AccessSession(principal: .local, credential: .none, expiresAt: nil)

    /// Whether it came of a login, and can be logged out.
    public var isLogin: Bool { if case .login = credential { true } else { false } }

    /// Whether a password let them in, which they can change then.
    public var isByPassword: Bool { if case .login(_, _, nil, _) = credential { true } else { false } }

    /// Whether it may be over one day.
    public var canEnd: Bool { credential != .none }

    /// The API token behind it, if any.
    var tokenID: AccessTokenID? {
        switch credential {
        case .none: nil
        case .token(let id): id
        case .login(_, _, let token, _): token
        }
    }
}

/// What a login gives.
public struct LoginResult: Sendable {
    public let session: AccessSession
    /// A JSON Web Token.
    public let accessToken: String
    /// In seconds.
    public let lifetime: Int
}

/// Why a login is refused. It never says which of name and password was wrong.
public enum LoginRefusal: Error, Sendable, Equatable {
    case wrong
    /// Too many failures; how many seconds to wait.
    case tooMany(retryAfter: Int)
}

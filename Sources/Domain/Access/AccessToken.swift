/// A credential of a user for programs, as it is kept: what it was made for, never the token itself.
public struct AccessToken: Sendable, Hashable {
    public let id: AccessTokenID
    public let userID: UserID
    public let name: String
    /// What it may do at most; nil for all that its user may.
    public let role: Role?
    public let createdAt: Timestamp
    /// To the minute.
    public var lastUsedAt: Timestamp?
    /// Nil for one that never ends by itself.
    public let expiresAt: Timestamp?
    public var revokedAt: Timestamp?

    public init(
        id: AccessTokenID, userID: UserID, name: String, role: Role?, createdAt: Timestamp, lastUsedAt: Timestamp? = nil,
        expiresAt: Timestamp?, revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.userID = userID
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    /// Whether it lets anybody in.
    public func isValid(at now: Timestamp) -> Bool {
        revokedAt == nil && expiresAt.map { now < $0 } ?? true
    }
}

public typealias AccessTokenID = Identifier<AccessToken>

/// Somebody, or some program, that may use a server with login.
public struct User: Sendable, Hashable {
    public let id: UserID
    public var name: String
    public var role: Role
    /// Without one, only tokens let this user in.
    public var hasPassword: Bool
    /// Sessions of an earlier epoch are over: it moves on with each new password.
    public var sessionEpoch: Int64
    public let createdAt: Timestamp
    public var updatedAt: Timestamp
    /// When it was shut out; nil while it may come in.
    public var disabledAt: Timestamp?

    public init(
        id: UserID, name: String, role: Role, hasPassword: Bool, sessionEpoch: Int64 = 0, createdAt: Timestamp,
        updatedAt: Timestamp, disabledAt: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.hasPassword = hasPassword
        self.sessionEpoch = sessionEpoch
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.disabledAt = disabledAt
    }

    public var isEnabled: Bool { disabledAt == nil }
}

public typealias UserID = Identifier<User>

/// What a new token is to be, validated.
public struct TokenDraft: Sendable, Hashable {
    public let userID: UserID
    public let name: String
    public let role: Role?
    public let expiresAt: Timestamp?

    public init(userID: UserID, name: String, role: Role? = nil, expiresAt: Timestamp? = nil) {
        self.userID = userID
        self.name = name
        self.role = role
        self.expiresAt = expiresAt
    }

    /// Validates a request.
    /// - Throws: ``DomainError/invalid(_:)`` with every issue.
    public init(_ json: JSONValue, now: Timestamp, at location: [String] = ["body"]) throws(DomainError) {
        var fields = FieldReader(json, at: location)
        userID = UserID(rawValue: fields.text("user_id", length: 1...64))
        name = fields.text("name", length: 1...100, default: "token")
        role = fields.optionalChoice("role")
        expiresAt = fields.optionalTime("expires_at")
        if let expiresAt, expiresAt <= now { fields.add("expires_at", "should be in the future", "datetime") }
        try fields.finish()
    }
}

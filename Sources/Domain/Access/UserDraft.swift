/// The fields of a user that an administrator writes, validated.
public struct UserDraft: Sendable, Hashable {
    public let name: String
    public let role: Role
    public let isDisabled: Bool
    /// Nil to leave it as it is.
    public let password: String?

    /// Validates a request.
    /// - `present`: the user to change; its name stays, because logs and audits know it by that.
    /// - Throws: ``DomainError/invalid(_:)`` with every issue.
    public init(_ json: JSONValue, updating present: User? = nil, at location: [String] = ["body"]) throws(DomainError) {
        var fields = FieldReader(json, at: location)
        name = present?.name ?? Self.name(&fields)
        if present == nil, !fields.contains("role") { fields.add("role", "is required", "missing") }
        role = fields.choice("role", default: present?.role ?? .viewer)
        isDisabled = fields.bool("disabled", default: present.map { !$0.isEnabled } ?? false)
        password = Self.password("password", &fields)
        try fields.finish()
    }

    /// The shortest password, in characters.
    public static let shortestPassword = 12
    private static let longestPassword = 256

    /// A new password, if there is one among the fields.
    public static func password(_ field: String, _ fields: inout FieldReader) -> String? {
        guard let password = fields.optionalText(field) else { return nil }
        if password.count < shortestPassword {
            fields.add(field, "should have at least \(shortestPassword) characters", "string_too_short")
        } else if password.count > longestPassword {
            fields.add(field, "should have at most \(longestPassword) characters", "string_too_long")
        }
        return password
    }

    private static func name(_ fields: inout FieldReader) -> String {
        let name = fields.text("name", length: 1...64)
        if !name.isEmpty, name.wholeMatch(of: /[a-z0-9][a-z0-9._@\-]*/) == nil {
            fields.add(
                "name", "should be lower-case letters, digits and . _ @ -, beginning with a letter or digit", "name")
        } else if name == Principal.local.name {
            fields.add("name", "should not be 'local': that is whoever needs no login", "name")
        }
        return name
    }
}

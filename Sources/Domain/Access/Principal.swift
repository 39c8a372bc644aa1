/// Who asks for something, as the audit log and the logs name it.
public struct Principal: Sendable, Hashable {
    /// The user's id; `local` where no login is asked for.
    public let id: String
    public let name: String
    public let role: Role

    public init(id: String, name: String, role: Role) {
        self.id = id
        self.name = name
        self.role = role
    }

    /// Whoever reaches a server without login: loopback only.
    public static let local = Principal(id: "local", name: "local", role: .admin)
    /// Whoever has not logged in where that is asked for: reaches nothing but the few open routes.
    public static let stranger = Principal(id: "", name: "stranger", role: .viewer)
}

/// What someone may do; each role may do all that the ones before it may.
public enum Role: String, CaseIterable, Codable, Sendable, Comparable {
    /// Sees everything but secrets, changes nothing.
    case viewer
    /// Also defines and runs agents, which run programs as the server's user.
    case `operator`
    /// Also decides who may do what, and keeps secrets and data.
    case admin

    public static func < (left: Role, right: Role) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}

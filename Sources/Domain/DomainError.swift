/// What can be wrong with a request, in classes that every door (HTTP, files, command line) answers in its own way.
public enum DomainError: Error, Sendable, Hashable {
    /// The fields that are wrong, all of them.
    case invalid([FieldIssue])
    /// The request makes no sense as a whole.
    case badRequest(String)
    /// - Parameters:
    ///   - kind: such as `agent`.
    case notFound(kind: String, id: String)
    /// The present state does not allow it.
    /// - Parameters:
    ///   - state: what the thing is now, such as `completed`.
    ///   - more: further members of the answer.
    case conflict(String, state: String?, more: [String: JSONValue] = [:])
    /// Not now; it may work later.
    case unavailable(String)
    /// Too much of it at once.
    /// - Parameters:
    ///   - retryAfter: when another try may help, in seconds.
    case tooMany(String, retryAfter: Int)
}

extension DomainError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .invalid(let issues): issues.map(\.description).joined(separator: "; ")
        case .badRequest(let message): message
        case .notFound(let kind, let id): "There is no \(kind) \(id)."
        case .conflict(let message, _, _): message
        case .unavailable(let message): message
        case .tooMany(let message, _): message
        }
    }
}

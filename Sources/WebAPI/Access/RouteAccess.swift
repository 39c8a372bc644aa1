import Domain
import HTTPTypes
import Hummingbird

/// Who may use a route.
enum RouteAccess: Sendable, Equatable {
    /// Everybody, also without login.
    case open
    /// Whoever has this role, or more.
    case needs(Role)

    /// What holds where an operation says nothing: whoever reads is a viewer, whoever changes something an operator.
    init(method: String) {
        self = method == "GET" || method == "HEAD" ? .needs(.viewer) : .needs(.operator)
    }

    /// By method and path. One place decides: the operation that describes the route.
    private static let byRoute: [String: RouteAccess] = Dictionary(
        OpenAPIDocument.operations.map { (key($0.method, $0.path), $0.access) }, uniquingKeysWith: { first, _ in first })

    /// The same for every way to write a path's parameters.
    private static func key(_ method: String, _ path: String) -> String {
        let parts = path.split(separator: "/").map { $0.hasPrefix("{") || $0.hasPrefix(":") ? "*" : $0 }
        return "\(method) /\(parts.joined(separator: "/"))"
    }

    /// Who may make this request. Files of the web UI, and addresses that lead nowhere, are open; a route that nothing
    /// describes, which a debug build does not even start with, is for administrators.
    init(_ request: Request, endpoint: String?) {
        guard let endpoint, endpoint.drop(while: { $0 == "/" }) != "**" else {
            self = .open
            return
        }
        let method = request.method == .head ? "GET" : request.method.rawValue
        self = Self.byRoute[Self.key(method, endpoint)] ?? .needs(.admin)
    }
}

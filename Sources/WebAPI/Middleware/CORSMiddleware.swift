import HTTPTypes
import Hummingbird
import Synchronization

/// Lets pages of the origins that the operator listed read answers, errors and streams too, and asks browsers to check.
///
/// An origin is always answered by its own name, never by `*`: with credentials that would open the server to every page.
struct CORSMiddleware: RouterMiddleware {
    let access: AccessPolicy
    let routes: RouteIndex

    private static let headers = "Accept, Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-CSRF-Token"
    private static let exposed =
        "Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Total-Count"

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard access.hasListedOrigins else { return try await next(request, context) }
        let origin = request.headers[.origin].flatMap { access.lists(origin: $0) ? $0 : nil }
        var response: Response
        if origin != nil, let answer = preflight(request, context) {
            response = answer
        } else {
            response = try await next(request, context)
        }
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin, access.allows(host: context.visitor.host ?? "") else { return response }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowCredentials] = "true"
        response.headers[.accessControlExposeHeaders] = Self.exposed
        return response
    }

    /// The answer to a browser that asks whether a page may send a request; nil for any other request.
    private func preflight(_ request: Request, _ context: APIContext) -> Response? {
        guard request.method == .options, request.headers[.accessControlRequestMethod] != nil,
            access.allows(host: context.visitor.host ?? "")
        else { return nil }
        let methods = routes.methods(of: request.uri.path)
        guard !methods.isEmpty else { return nil }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: methods.joined(separator: ", "), .accessControlAllowHeaders: Self.headers,
                .accessControlMaxAge: "600",
            ])
    }
}

/// Which methods each path has, known once all routes are.
final class RouteIndex: Sendable {
    private let routes = Mutex<[(path: [Substring], method: String)]>([])

    func take(_ descriptions: [Router<APIContext>.RouteDescription]) {
        let taken = descriptions.map { ($0.path.description.split(separator: "/"), $0.method.rawValue) }
        routes.withLock { $0 = taken }
    }

    /// In alphabetical order; empty for a path that only the web UI would answer.
    func methods(of path: String) -> [String] {
        let parts = path.split(separator: "/")
        let found = routes.withLock { routes in
            routes.filter { route in
                route.path.count == parts.count
                    && zip(route.path, parts).allSatisfy { $0 == $1 || $0.hasPrefix(":") || $0.hasPrefix("{") }
                    && route.path.last != "**"
            }
        }
        return Set(found.map(\.method)).sorted()
    }
}

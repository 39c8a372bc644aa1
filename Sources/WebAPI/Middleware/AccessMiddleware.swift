import HTTPTypes
import Hummingbird

/// Refuses requests for another host's name (DNS rebinding).
struct HostMiddleware: RouterMiddleware {
    let access: AccessPolicy

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let host = request.head.authority, access.allows(host: host) else {
            throw HTTPError(
                .forbidden,
                message: "This server does not answer for host '\(request.head.authority ?? "")'. "
                    + "Use localhost, or add the name to ALLOWED_HOSTS.")
        }
        return try await next(request, context)
    }
}

/// Refuses state-changing requests that a page from elsewhere makes a browser send.
struct OriginMiddleware: RouterMiddleware {
    let access: AccessPolicy

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let isSafe = request.method == .get || request.method == .head || request.method == .options
        let origin = request.headers[.origin]
        guard isSafe || access.allows(origin: origin, host: request.head.authority ?? "") else {
            throw HTTPError(
                .forbidden,
                message: "Requests from \(origin ?? "") are not allowed. Add the origin to ALLOWED_ORIGINS if it should be.")
        }
        return try await next(request, context)
    }
}

/// Takes bodies only as JSON: no form of another page can send that without asking first (CSRF).
struct JSONBodyMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let hasBody = request.headers[.transferEncoding] != nil || (request.headers[.contentLength] ?? "0") != "0"
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard !hasBody || type == "application/json" else {
            throw HTTPError(
                .unsupportedMediaType,
                message: "The body should be JSON, with the header Content-Type: application/json.")
        }
        return try await next(request, context)
    }
}

import HTTPTypes
import Hummingbird

/// Refuses requests whose proxies contradict each other, and those for another host's name (DNS rebinding).
struct HostMiddleware: RouterMiddleware {
    let access: AccessPolicy

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard !context.isContradicted else {
            throw HTTPError(
                .badRequest,
                message: "Forwarded and X-Forwarded-For name different clients. "
                    + "The proxy should remove the one it does not set.")
        }
        guard let host = context.visitor.host, access.allows(host: host) else {
            throw HTTPError(
                .forbidden,
                message: "This server does not answer for host '\(context.visitor.host ?? "")'. "
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
        // A browser that hides the origin still says that it was another one.
        let isHidden = origin == nil && ["cross-site", "same-site"].contains(request.headers[.secFetchSite])
        guard isSafe || (!isHidden && access.allows(origin: origin, visitor: context.visitor)) else {
            throw HTTPError(
                .forbidden,
                message:
                    "Requests from \(origin ?? "another site") are not allowed. Add the origin to ALLOWED_ORIGINS if it should be."
            )
        }
        return try await next(request, context)
    }
}

extension HTTPField.Name {
    static let secFetchSite = Self("Sec-Fetch-Site")!
}

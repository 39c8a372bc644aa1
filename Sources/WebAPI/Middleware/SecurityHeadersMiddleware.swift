import HTTPTypes
import Hummingbird

/// Tells browsers to trust nothing that did not come from here.
struct SecurityHeadersMiddleware: RouterMiddleware {
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.xFrameOptions] = "DENY"
        // The filter this once switched on did harm, and is gone from browsers: off is the right value.
        response.headers[.xXSSProtection] = "0"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.contentSecurityPolicy] = Self.policy
        return response
    }
}

extension HTTPField.Name {
    static let xFrameOptions = Self("X-Frame-Options")!
    static let xXSSProtection = Self("X-XSS-Protection")!
    static let referrerPolicy = Self("Referrer-Policy")!
    static let idempotencyKey = Self("Idempotency-Key")!
    static let totalCount = Self("X-Total-Count")!
    static let lastEventID = Self("Last-Event-ID")!
    static let link = Self("Link")!
    static let accelBuffering = Self("X-Accel-Buffering")!
}

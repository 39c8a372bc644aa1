import HTTPTypes
import Hummingbird

/// Settles, before anything else, whom a request comes from: the one place that believes proxies.
struct VisitorMiddleware: RouterMiddleware {
    let proxies: TrustedProxies
    /// Whether the server's own port speaks TLS.
    let isSecure: Bool

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let direct = Visitor(
            address: context.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }, isSecure: isSecure,
            host: request.head.authority)
        var context = context
        context.visitor = direct
        do {
            context.visitor = try proxies.visitor(behind: direct) { name in
                HTTPField.Name(name).map { request.headers[values: $0] } ?? []
            }
        } catch {
            // Refused further in, where refusals are logged.
            context.isContradicted = true
        }
        return try await next(request, context)
    }
}

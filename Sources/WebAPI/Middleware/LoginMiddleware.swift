import Domain
import HTTPTypes
import Hummingbird
import Orchestration
import Tracing

/// Finds out who asks, and refuses who may not.
struct LoginMiddleware: RouterMiddleware {
    let access: AccessService

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        // A command of this machine's own, in the server's process: it never came through a socket.
        if context.isWithinProcess {
            context.enter(.local)
            return try await next(request, context)
        }
        let route = RouteAccess(request, endpoint: context.endpointPath)
        let admission = await access.admit(OfferedCredentials(request))
        guard case .session(let session, let isByCookie) = admission else {
            guard route == .open else { throw HTTPError.refusing(admission) }
            return try await next(request, context)
        }
        // Also for what the role does not allow.
        context.enter(session)
        if case .needs(let role) = route, session.principal.role < role {
            throw HTTPError.forbidden(session.principal, needs: role)
        }
        var response = try await next(request, context)
        // What a route says of the cookie itself, such as a logout, stays.
        if isByCookie, response.headers[.setCookie] == nil, let renewed = try await access.renewed(session) {
            response.headers[.setCookie] = SessionCookie.set(
                renewed.accessToken, lifetime: renewed.lifetime, isSecure: context.isSecure)
        }
        return response
    }
}

extension APIContext {
    /// Says who asks: to the routes, the audit log and the log.
    fileprivate mutating func enter(_ session: AccessSession) {
        (principal, self.session) = (session.principal, session)
        AuditService.identify(principal)
        InstrumentationContext.current?.request?.isAsked(by: principal.id)
    }
}

extension OfferedCredentials {
    init(_ request: Request) {
        let path = request.uri.path
        let takesTicket = path == "/api/events" || path == "/ws" || path.hasPrefix("/ws/")
        self.init(
            authorization: request.headers[.authorization], cookies: request.headers[values: .cookie],
            ticket: takesTicket ? request.query("ticket") : nil,
            has: { name in HTTPField.Name(name).map { request.headers[$0] != nil } ?? false })
    }
}

extension HTTPError {
    static func refusing(_ admission: Admission) -> HTTPError {
        switch admission {
        case .passedOn:
            HTTPError(
                .forbidden,
                message: "A proxy sent this request, and this server asks nobody to log in, so it answers its own machine "
                    + "alone. Set SKEIN_TRUSTED_PROXY to the proxy's address; then it asks for a login.")
        case .refused:
            unauthorized(
                #"Bearer error="invalid_token""#,
                "This credential is unknown, revoked or out of date. Log in again, or ask an administrator for a token: "
                    + "skein user token NAME")
        case .nobody, .session:
            unauthorized(
                "Bearer",
                "Log in first: send a token as Authorization: Bearer …, or POST /api/auth/login with username and "
                    + "password. An administrator makes a token with: skein user token NAME")
        }
    }

    private static func unauthorized(_ challenge: String, _ message: String) -> HTTPError {
        HTTPError(.unauthorized, headers: [.wwwAuthenticate: challenge], message: message)
    }

    static func forbidden(_ principal: Principal, needs role: Role) -> HTTPError {
        HTTPError(
            .forbidden,
            message: "This needs the role '\(role.rawValue)'; \(principal.name) has '\(principal.role.rawValue)'. "
                + "An administrator can change that.")
    }
}

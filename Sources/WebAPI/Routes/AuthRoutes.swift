import Domain
import HTTPTypes
import Hummingbird
import Orchestration

/// Getting in and out.
extension API {
    /// `POST /api/auth/login`: by name and password, or by an API token, for a token of limited life and a cookie.
    @Sendable func logIn(_ request: Request, _ context: APIContext) async throws -> Response {
        var fields = FieldReader(try await request.json(), at: ["body"])
        let token = fields.optionalText("token")
        let name = token == nil ? fields.text("username", length: 1...64) : ""
        let password = token == nil ? fields.text("password", length: 1...1024) : ""
        try fields.finish()
        let result = try await refusing {
            if let token { return try await logins.logIn(token: token, from: context.clientAddress) }
            return try await logins.logIn(name, password: password, from: context.clientAddress)
        }
        AuditService.identify(result.session.principal)
        let cookie = SessionCookie.set(result.accessToken, lifetime: result.lifetime, isSecure: context.isSecure)
        return try .json(LoginWire(result), headers: [.setCookie: cookie, .cacheControl: "no-store"])
    }

    /// `POST /api/auth/logout`: the login ends, on every connection.
    @Sendable func logOut(_ request: Request, _ context: APIContext) async throws -> Response {
        if let session = context.session { try await logins.logOut(session) }
        return try .json(
            DeletionWire(message: "You are logged out."),
            headers: [.setCookie: SessionCookie.clear(isSecure: context.isSecure)])
    }

    /// `GET /api/auth/me`: who the server takes the client for.
    @Sendable func whoAmI(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(
            WhoAmIWire(
                user: PrincipalWire(principal: context.principal), loginRequired: logins.isLoginRequired,
                isLogin: context.session?.isLogin ?? false, isByPassword: context.session?.isByPassword ?? false,
                expiresAt: context.session?.expiresAt),
            headers: [.cacheControl: "no-store"])
    }

    /// `POST /api/auth/ticket`: for one WebSocket or event stream of a client that can set neither header nor cookie.
    @Sendable func issueTicket(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let session = context.session else { throw HTTPError(.unauthorized) }
        let (ticket, lifetime) = try logins.ticket(for: session)
        return try .json(TicketWire(ticket: ticket, expiresIn: lifetime), headers: [.cacheControl: "no-store"])
    }

    /// `POST /api/auth/password`: one's own; all sessions of the old one end.
    @Sendable func changePassword(_ request: Request, _ context: APIContext) async throws -> Response {
        let json = try await request.json()
        try await refusing {
            try await logins.changePassword(of: context.principal, json, from: context.clientAddress)
        }
        return try .json(DeletionWire(message: "The password is changed. Log in with it."))
    }

    /// Turns the refusal of a login into an answer.
    private func refusing<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch LoginRefusal.wrong {
            throw HTTPError(
                .unauthorized, headers: [.wwwAuthenticate: "Bearer"],
                message: "This name and password, or token, let nobody in. An administrator can set a new password: "
                    + "skein user passwd NAME")
        } catch LoginRefusal.tooMany(let seconds) {
            throw HTTPError(
                .tooManyRequests, headers: [.retryAfter: "\(seconds)"],
                message: "Too many logins failed. Try again in \(seconds) seconds, or use a token.")
        }
    }
}

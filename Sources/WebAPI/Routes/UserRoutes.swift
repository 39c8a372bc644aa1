import Domain
import HTTPTypes
import Hummingbird
import Orchestration

/// Users and tokens, for administrators.
extension API {
    @Sendable func listUsers(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(logins.users.map(UserWire.init))
    }

    @Sendable func createUser(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(UserWire(user: try await logins.createUser(try await request.json())))
    }

    @Sendable func updateUser(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(UserWire(user: try await logins.updateUser(try context.id(), try await request.json())))
    }

    @Sendable func listTokens(_ request: Request, _ context: APIContext) async throws -> Response {
        let tokens = logins.tokens(of: request.query("user_id").map(UserID.init))
        return try .json(tokens.map { TokenWire($0) })
    }

    /// The only answer that ever shows a token.
    @Sendable func createToken(_ request: Request, _ context: APIContext) async throws -> Response {
        let made = try await logins.createToken(try await request.json())
        return try .json(TokenWire(made.token, text: made.text), headers: [.cacheControl: "no-store"])
    }

    @Sendable func revokeToken(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(TokenWire(try await logins.revokeToken(try context.id())))
    }
}

import HTTPTypes
import Hummingbird

extension API {
    /// Everything that no other route answers: a file of the web UI, or for a browser the page itself, which knows what
    /// its addresses mean.
    @Sendable func webUI(_ request: Request, _ context: APIContext) async throws -> Response {
        let path = String(request.uri.path.drop { $0 == "/" })
        guard !Self.isForPrograms(path) else { throw HTTPError(.notFound) }
        if let file = try await ui.response(path, to: request, context) { return file }
        guard request.acceptsPages, let page = try await uiPage(request, context) else { throw HTTPError(.notFound) }
        return page
    }

    /// The page of the web UI; nil where none was built.
    func uiPage(_ request: Request, _ context: APIContext) async throws -> Response? {
        try await ui.response(WebUI.page, to: request, context)
    }

    /// Where a mistyped address should say so, instead of showing a page.
    private static func isForPrograms(_ path: String) -> Bool {
        let first = path.prefix { $0 != "/" }
        return ["api", "ws", "health", "metrics", "mcp", "a2a", ".well-known"].contains(first)
    }
}

extension Request {
    /// It comes from a browser's address line.
    var acceptsPages: Bool { headers[.accept]?.contains("text/html") == true }
}

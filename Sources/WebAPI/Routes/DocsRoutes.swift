import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

extension API {
    @Sendable func openapi(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(OpenAPIDocument(version: health.version).json)
    }

    @Sendable func docs(_ request: Request, _ context: APIContext) async throws -> Response {
        .file(DocsPage.html, "text/html; charset=utf-8")
    }

    @Sendable func docsFile(_ request: Request, _ context: APIContext) async throws -> Response {
        switch try context.parameters.require("file") {
        case "docs.js": return .file(DocsPage.script, "text/javascript; charset=utf-8")
        case "docs.css": return .file(DocsPage.style, "text/css; charset=utf-8")
        default: throw HTTPError(.notFound)
        }
    }
}

extension Response {
    fileprivate static func file(_ text: String, _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

import HTTPTypes
import Hummingbird
import NIOCore

/// Takes bodies only as JSON, which no form of another page can send without asking first (CSRF), and only up to a length.
struct BodyMiddleware: RouterMiddleware {
    let longest: Int

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        let isChunked = request.headers[.transferEncoding] != nil
        let type = request.headers[.contentType]?.prefix { $0 != ";" }.trimming(" ").lowercased()
        guard (length == 0 && !isChunked) || type == "application/json" else {
            throw HTTPError(
                .unsupportedMediaType,
                message: "The body should be JSON, with the header Content-Type: application/json.")
        }
        guard length <= longest else {
            try await passOver(request, length)
            throw tooLong
        }
        var request = request
        do {
            if isChunked { _ = try await request.collectBody(upTo: longest) }
        } catch is NIOTooManyBytesError {
            throw tooLong
        }
        return try await next(request, context)
    }

    private var tooLong: HTTPError {
        HTTPError(.contentTooLarge, message: "The body may have at most \(longest) bytes.")
    }

    /// Reads a body that is a little too long without keeping it: who is cut off while he writes never sees the answer. What is
    /// far too long, or waits for leave, is answered before a byte of it is read.
    private func passOver(_ request: Request, _ length: Int) async throws {
        guard length <= 4 * longest, request.headers[.expect] == nil else { return }
        for try await _ in request.body {}
    }
}

extension StringProtocol {
    fileprivate func trimming(_ outer: Character) -> Substring {
        var text = Substring(self).drop { $0 == outer }
        while text.last == outer { text.removeLast() }
        return text
    }
}

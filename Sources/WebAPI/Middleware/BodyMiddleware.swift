import Domain
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
        // Before a byte of it is read.
        guard length <= longest else { return try refusal(request) }
        var request = request
        do {
            if isChunked { _ = try await request.collectBody(upTo: longest) }
        } catch is NIOTooManyBytesError {
            throw tooLong
        }
        return try await next(request, context)
    }

    private var tooLong: HTTPError {
        HTTPError(.contentTooLarge, message: words)
    }

    private var words: String { "The body may have at most \(longest) bytes." }

    /// Answers at once and reads on for a while: who is cut off while he writes never sees the answer.
    private func refusal(_ request: Request) throws -> Response {
        let wire = ErrorWire(
            status: .contentTooLarge, detail: words, type: "content_too_large", errorID: ExecutionID.make().rawValue)
        var response = try Response.json(wire, status: wire.status)
        let (answer, rest, most) = (response.body, request.body, longest * 4)
        response.body = ResponseBody(contentLength: answer.contentLength) { writer in
            try await answer.write(writer)
            var seen = 0
            for try await part in rest {
                seen += part.readableBytes
                if seen > most { return }
            }
        }
        return response
    }
}

extension StringProtocol {
    fileprivate func trimming(_ outer: Character) -> Substring {
        var text = Substring(self).drop { $0 == outer }
        while text.last == outer { text.removeLast() }
        return text
    }
}

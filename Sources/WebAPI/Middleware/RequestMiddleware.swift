import Domain
import HTTPTypes
import Hummingbird
import Logging
import Tracing

/// Gives each request an id, a place in a trace, a count and a line in the log. It stands around all others.
struct RequestMiddleware: RouterMiddleware {
    /// They are asked every few seconds for ever: a trace of that helps nobody.
    private static let untraced: Set<String> = ["/health", "/health/ready", "/metrics"]

    let logger: Logger
    let meters = RequestMeters()

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let scope = RequestScope(id: Self.id(request.headers[.requestID]))
        let began = ContinuousClock.now
        let (surroundings, span) = enter(request, scope)
        defer { span?.end() }
        return try await InstrumentationContext.$current.withValue(surroundings) {
            var response = try await next(request, context)
            response.headers[.requestID] = scope.id
            let took = ContinuousClock.now - began
            meters.answered(request.method, context.endpointPath, response.status, took)
            if let span { Self.describe(span, request, context, response.status) }
            log(request, context.clientAddress, response.status, took)
            return response
        }
    }

    private func enter(_ request: Request, _ scope: RequestScope) -> (InstrumentationContext, (any Span)?) {
        var surroundings = InstrumentationContext.topLevel
        surroundings.request = scope
        guard !Self.untraced.contains(request.uri.path) else { return (surroundings, nil) }
        InstrumentationSystem.instrument.extract(request.headers, into: &surroundings, using: TraceHeaders())
        let span = startSpan("\(request.method)", context: surroundings, ofKind: .server)
        return (span.context, span)
    }

    /// No query: it may hold a ticket.
    private static func describe(_ span: any Span, _ request: Request, _ context: APIContext, _ status: HTTPResponse.Status)
    {
        guard span.isRecording else { return }
        let route = context.endpointPath
        if let route { span.operationName = "\(request.method) \(route)" }
        span.updateAttributes { attributes in
            attributes["http.request.method"] = request.method.rawValue
            attributes["http.route"] = route
            attributes["url.path"] = request.uri.path
            attributes["url.scheme"] = context.isSecure ? "https" : "http"
            attributes["client.address"] = context.clientAddress
            attributes["http.response.status_code"] = status.code
        }
        if status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
    }

    /// What changes something, or went wrong, is worth a line always; what was only read, where somebody looks closely.
    private func log(_ request: Request, _ client: String, _ status: HTTPResponse.Status, _ took: Duration) {
        let isRead = request.method == .get || request.method == .head
        let (seconds, attoseconds) = took.components
        logger.log(
            level: isRead && status.code < 500 ? .debug : .info, "request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)", "status": .stringConvertible(status.code),
                "client": "\(client)",
                "duration_ms": .stringConvertible(
                    (Double(seconds) * 1000 + Double(attoseconds) / 1e15).rounded(to: 2)),
            ])
    }

    /// The client's, if it is one: letters, digits, dots, dashes and underscores.
    private static func id(_ header: String?) -> String {
        guard let header, (1...128).contains(header.utf8.count),
            header.utf8.allSatisfy({ byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            })
        else { return ExecutionID.make().rawValue }
        return header
    }
}

private struct TraceHeaders: Extractor {
    /// Only what W3C says: which run a request belongs to is not for a client to say.
    func extract(key: String, from headers: HTTPFields) -> String? {
        guard key == "traceparent" || key == "tracestate" else { return nil }
        return HTTPField.Name(key).flatMap { headers[$0] }
    }
}

extension HTTPField.Name {
    static let requestID = Self("X-Request-ID")!
}

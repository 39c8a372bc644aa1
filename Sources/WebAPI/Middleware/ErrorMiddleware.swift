import Domain
import HTTPTypes
import Hummingbird
import Logging

/// Turns every error into the one form clients know; what nobody expected gets an id that finds its log line.
struct ErrorMiddleware: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let wire = describe(error, request, client: context.clientAddress)
            return try Response.json(wire, status: wire.status, headers: headers(of: error))
        }
    }

    private func describe(_ error: any Error, _ request: Request, client: String) -> ErrorWire {
        let errorID = ExecutionID.make().rawValue
        switch error {
        case let error as DomainError:
            return ErrorWire(error, errorID: errorID)
        case let error as any HTTPResponseError where error.status == .notFound:
            let detail = "There is no route \(request.method) \(request.uri.path)."
            return ErrorWire(status: .notFound, detail: detail, type: "not_found", errorID: errorID)
        case let error as HTTPError:
            let detail = error.body ?? error.status.reasonPhrase
            return ErrorWire(status: error.status, detail: detail, type: Self.type(of: error.status), errorID: errorID)
        case let error as any Hindrance where error.hindrance != nil:
            logger.warning("cannot do it now", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return ErrorWire(.unavailable(error.hindrance ?? ""), errorID: errorID)
        default:
            logger.error(
                "unexpected error",
                metadata: [
                    "error_id": "\(errorID)", "method": "\(request.method)", "path": "\(request.uri.path)",
                    "client": "\(client)", "error": "\(error)",
                ])
            let detail = "Something went wrong inside the server. Its log says more under \(errorID)."
            return ErrorWire(status: .internalServerError, detail: detail, type: "internal_error", errorID: errorID)
        }
    }

    private func headers(of error: any Error) -> HTTPFields {
        if case .unavailable = error as? DomainError { return [.retryAfter: "1"] }
        if let error = error as? HTTPError { return error.headers }
        if case .tooMany(_, let seconds) = error as? DomainError { return [.retryAfter: "\(seconds)"] }
        if (error as? any Hindrance)?.hindrance != nil { return [.retryAfter: "5"] }
        return [:]
    }

    private static func type(of status: HTTPResponse.Status) -> String {
        status.reasonPhrase.lowercased().replacing(" ", with: "_")
    }
}

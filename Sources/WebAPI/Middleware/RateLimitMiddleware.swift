import Domain
import HTTPTypes
import Hummingbird

/// Holds back who asks too often, by address or by user: 429, with the second from which on it may ask again.
struct RateLimitMiddleware: RouterMiddleware {
    let edge: NetworkEdge
    let subject: Subject
    let limiter: RateLimiter?

    enum Subject: Sendable {
        case address, principal
    }

    init(edge: NetworkEdge, by subject: Subject) {
        self.edge = edge
        self.subject = subject
        limiter = edge.limits.requestsEach.most.map { RateLimiter(Rate(perSecond: $0, burst: $0 * 10)) }
    }

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let limiter, let client = client(context) else {
            return try await next(request, context)
        }
        let verdict = limiter.take(client)
        guard let wait = verdict.retryAfter else {
            var response = try await next(request, context)
            for field in verdict.fields { response.headers[field.name] = field.value }
            return response
        }
        let wire = ErrorWire(
            status: .tooManyRequests, detail: "Too many requests. Try again in \(wait) s.", type: "too_many_requests",
            errorID: ExecutionID.make().rawValue)
        return try .json(wire, status: wire.status, headers: verdict.fields)
    }

    private func client(_ context: APIContext) -> String? {
        switch subject {
        case .address: edge.client(context.visitor.address, hasOwnLimit: edge.limits.requestsEach.holdsOnLoopback)
        // Strangers have their addresses alone: one of them must not use up what all have.
        case .principal: context.session == nil || context.principal == .local ? nil : context.principal.id
        }
    }
}

extension RateLimiter.Verdict {
    fileprivate var fields: HTTPFields {
        var fields: HTTPFields = [
            .rateLimit: String(limit), .rateLimitRemaining: String(remaining), .rateLimitReset: String(reset),
        ]
        fields[.retryAfter] = retryAfter.map { String($0) }
        return fields
    }
}

extension HTTPField.Name {
    static let rateLimit = Self("RateLimit-Limit")!
    static let rateLimitRemaining = Self("RateLimit-Remaining")!
    static let rateLimitReset = Self("RateLimit-Reset")!
}

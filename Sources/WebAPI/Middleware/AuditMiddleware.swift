import Domain
import Hummingbird
import Orchestration
import Tracing

/// Records every request that may change something, also those that are refused.
///
/// It stands outside of the others, so that it sees what they refuse and with which status.
struct AuditMiddleware: RouterMiddleware {
    /// Of a path, which a stranger chooses, so much is kept.
    private static let longestRoute = 300

    let audit: AuditService

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard request.mayChange else { return try await next(request, context) }
        return try await audit.recording(entry(request, context), status: { $0.status.code }) {
            try await next(request, context)
        }
    }

    private func entry(_ request: Request, _ context: APIContext) -> AuditEntry {
        let operation = Operation.matching(request.method.rawValue, context.endpointPath)
        var entry = AuditEntry(
            at: .now, address: context.clientAddress, action: operation?.name ?? "unknown",
            method: request.method.rawValue, route: String(request.uri.path.prefix(Self.longestRoute)),
            requestID: InstrumentationContext.current?.request?.id ?? context.id)
        if let id = context.parameters.get("id") {
            let kind = operation?.subject ?? "unknown"
            entry.target = AuditEntry.Target(kind: kind, id: String(id.prefix(Self.longestRoute)))
            if kind == "execution" || kind == "workflow" { entry.run = entry.target?.id }
        }
        return entry
    }
}

extension Request {
    /// Whether it is more than a question.
    var mayChange: Bool {
        !(method == .get || method == .head || method == .options)
    }
}

extension Operation {
    private static let byRoute = Dictionary(
        uniqueKeysWithValues: OpenAPIDocument.operations.map { ("\($0.method) \($0.path)", $0) })

    /// - Parameter endpoint: the route as the router writes it, such as `/api/agents/:id`.
    static func matching(_ method: String, _ endpoint: String?) -> Operation? {
        let parts = (endpoint ?? "").split(separator: "/").map { part in
            part.hasPrefix(":") ? "{\(part.dropFirst())}" : "\(part)"
        }
        return byRoute["\(method) /\(parts.joined(separator: "/"))"]
    }

    /// What the id in its path names.
    var subject: String {
        switch path.split(separator: "/").dropFirst().first {
        case "agents": "agent"
        case "tasks": "task"
        case "execution": "execution"
        case "secrets": "secret"
        case "workflows": path.contains("/executions/") ? "workflow" : "pattern"
        case let other: other.map(String.init) ?? "unknown"
        }
    }
}

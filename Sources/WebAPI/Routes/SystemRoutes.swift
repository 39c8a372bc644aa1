import Domain
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration

extension API {
    /// The web UI for a browser, a word of welcome for a program.
    @Sendable func root(_ request: Request, _ context: APIContext) async throws -> Response {
        guard request.acceptsPages else {
            return try .json(["message": "Skein is running.", "system": "Skein", "version": health.version])
        }
        if let page = try await uiPage(request, context) { return page }
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: WelcomePage(health: health).html)))
    }

    /// Whoever has not logged in where that is asked for learns only that the server lives.
    @Sendable func healthReport(_ request: Request, _ context: APIContext) async throws -> Response {
        guard context.session != nil else { return try .json(["status": "healthy"]) }
        return try .json(HealthWire(status: "healthy", health))
    }

    @Sendable func readiness(_ request: Request, _ context: APIContext) async throws -> Response {
        let report = await health.readiness()
        let wire = ReadinessWire(report, version: health.version)
        // What is wrong in detail is no stranger's business.
        let isStranger = context.session == nil
        guard report.status == .fail else { return try isStranger ? .json(["status": wire.status]) : .json(wire) }
        var error = ErrorWire(
            status: .serviceUnavailable,
            detail: "The server cannot work now" + (isStranger ? "." : ": \(report.obstacles)"), type: "unavailable",
            errorID: ExecutionID.make().rawValue)
        error.more["status"] = .string(wire.status)
        if !isStranger { error.more["checks"] = .array(wire.checks.map(\.json)) }
        return try .json(error, status: error.status, headers: [.retryAfter: "1"])
    }

    /// A plain request where a WebSocket is spoken, or one from an origin that may not speak it.
    @Sendable func requireUpgrade(_ request: Request, _ context: APIContext) async throws -> Response {
        guard access.allows(origin: request.headers[.origin], visitor: context.visitor) else {
            throw HTTPError(.forbidden, message: "Pages of \(request.headers[.origin] ?? "") may not open a WebSocket here.")
        }
        let hasOwnLimit = edge.limits.webSocketsEach.holdsOnLoopback
        if let client = edge.client(context.visitor.address, hasOwnLimit: hasOwnLimit), webSockets.isFull(for: client) {
            throw HTTPError(
                .tooManyRequests, headers: [.retryAfter: "10"], message: "Too many WebSockets are open. Close one.")
        }
        let wire = ErrorWire(
            status: .upgradeRequired, detail: "This address speaks WebSocket. Connect to it with a WebSocket client.",
            type: "upgrade_required", errorID: ExecutionID.make().rawValue)
        return try .json(wire, status: wire.status, headers: [.upgrade: "websocket"])
    }
}

/// How the server is.
struct HealthWire: Encodable {
    let status: String
    let timestamp = Timestamp.now
    let version: String
    let backend: String
    let degraded: Bool
    let system: System

    struct System: Encodable {
        let cpuPercent: Double
        let memoryPercent: Double
        let diskPercent: Double
        let activeConnections: Int
        let uptimeSeconds: Double

        enum CodingKeys: String, CodingKey {
            case cpuPercent = "cpu_percent"
            case memoryPercent = "memory_percent"
            case diskPercent = "disk_percent"
            case activeConnections = "active_connections"
            case uptimeSeconds = "uptime_seconds"
        }
    }

    init(status: String, _ health: HealthService) {
        self.status = status
        version = health.version
        backend = health.backend
        degraded = health.isDegraded
        let load = health.system
        system = System(
            cpuPercent: load.cpuPercent.rounded(to: 1), memoryPercent: load.memoryPercent.rounded(to: 1),
            diskPercent: load.diskPercent.rounded(to: 1), activeConnections: health.connectionCount,
            uptimeSeconds: load.uptimeSeconds.rounded(to: 1))
    }
}

extension Double {
    func rounded(to digits: Int) -> Double {
        let scale = Double((0..<digits).reduce(1) { power, _ in power * 10 })
        return (self * scale).rounded() / scale
    }
}

import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration
import Telemetry

extension API {
    @Sendable func dashboardStatus(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(DashboardStatusWire(try await dashboard.figures(), health.system))
    }

    @Sendable func dashboardAgents(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(try await dashboard.agents().map(DashboardAgentWire.init))
    }

    @Sendable func workflowHealth(_ request: Request, _ context: APIContext) async throws -> Response {
        let figures = try await dashboard.figures()
        return try .json(
            WorkflowHealthWire(
                backend: health.backend, degraded: health.isDegraded, workflowTypes: workflows.types.count,
                patterns: figures.patterns.values.reduce(0, +), activeExecutions: figures.liveWorkflows))
    }

    @Sendable func systemMetrics(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(MetricsWire(try await dashboard.figures(), HealthWire(status: "healthy", health).system))
    }

    /// The seed's JSON for who asks for JSON, else the text that Prometheus reads.
    @Sendable func metrics(_ request: Request, _ context: APIContext) async throws -> Response {
        if request.headers[.accept]?.contains("application/json") == true {
            return try await systemMetrics(request, context)
        }
        guard let meters else {
            let wire = ErrorWire(
                status: .notFound, detail: "Metrics are switched off here (ENABLE_METRICS).", type: "not_found",
                errorID: ExecutionID.make().rawValue)
            return try .json(wire, status: wire.status)
        }
        var text = PrometheusText(try await dashboard.figures(), health)
        await meters(&text)
        StorageWire(try await data.figures()).add(to: &text)
        return Response(
            status: .ok, headers: [.contentType: PrometheusText.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text.text)))
    }

    @Sendable func dailyUsage(_ request: Request, _ context: APIContext) async throws -> Response {
        let days = try request.number("days", in: 1...366) ?? 30
        return try .json(try await dashboard.usage(days: days, agent: request.query("agent_id").map(AgentID.init)))
    }

    @Sendable func search(_ request: Request, _ context: APIContext) async throws -> Response {
        let text = (request.query("q") ?? "").trimmingCharacters(in: .whitespaces)
        guard (2...200).contains(text.count) else {
            let msg = "should have between 2 and 200 characters"
            throw DomainError.invalid([FieldIssue(loc: ["query", "q"], msg: msg, type: "string_length")])
        }
        return try .json(try await dashboard.search(text, limit: try request.number("limit", in: 1...100) ?? 10))
    }

    @Sendable func loadProject(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(ProjectLoadWire(try await projects.load(try await request.json())))
    }

    @Sendable func projectInfo(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let directory = request.query("directory") else {
            throw DomainError.invalid([FieldIssue(loc: ["query", "directory"], msg: "is required", type: "missing")])
        }
        return try .json(ProjectSurveyWire(try await projects.look(at: directory)))
    }
}

import Domain
import HTTPTypes
import Hummingbird
import Orchestration

extension API {
    @Sendable func listWorkflowTypes(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(workflows.types.map(WorkflowTypeWire.init))
    }

    @Sendable func analyzeWorkflow(_ request: Request, _ context: APIContext) async throws -> Response {
        let analysis = try await workflows.analyzer.analyze(try AnalysisRequest(try await request.json()))
        return try .json(AnalysisWire(analysis: analysis))
    }

    @Sendable func listPatterns(_ request: Request, _ context: APIContext) async throws -> Response {
        let status: WorkflowPatternStatus? = try request.choice("status")
        return try .list(try await workflows.list(status, try request.page()), request) { PatternWire(view: $0) }
    }

    @Sendable func createPattern(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(PatternWire(view: try await workflows.create(try await request.json())))
    }

    @Sendable func showPattern(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(PatternWire(view: try await workflows.find(try context.id())))
    }

    @Sendable func updatePattern(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(PatternWire(view: try await workflows.update(try context.id(), try await request.json())))
    }

    @Sendable func deletePattern(_ request: Request, _ context: APIContext) async throws -> Response {
        let id: WorkflowPatternID = try context.id()
        try await workflows.delete(id, isForced: try request.flag("force"))
        return try .json(DeletionWire(message: "Pattern \(id) was deleted."))
    }

    /// 202: it is durable, and the work goes on behind.
    @Sendable func executePattern(_ request: Request, _ context: APIContext) async throws -> Response {
        let details = try await workflows.execute(
            try context.id(), try WorkflowRequest(try await request.json()),
            idempotencyKey: request.headers[.idempotencyKey])
        return try .json(WorkflowExecutionWire(details: details), status: .accepted)
    }
}

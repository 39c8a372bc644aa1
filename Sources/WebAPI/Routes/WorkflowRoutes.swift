import Domain
import HTTPTypes
import Hummingbird
import Orchestration

extension API {
    @Sendable func listWorkflowExecutions(_ request: Request, _ context: APIContext) async throws -> Response {
        let filter = WorkflowExecutionFilter(
            status: try request.choice("status"), pattern: request.query("pattern_id").map(WorkflowPatternID.init))
        return try .list(try await workflows.executions(filter, try request.page()), request) {
            WorkflowExecutionWire(details: $0)
        }
    }

    @Sendable func showWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(WorkflowExecutionWire(details: try await workflows.details(try context.id())))
    }

    @Sendable func deleteWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        let id: WorkflowExecutionID = try context.id()
        try await workflows.delete(id)
        return try .json(DeletionWire(message: "Workflow execution \(id) was deleted."))
    }

    @Sendable func pauseWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try control(try await workflows.pause(try context.id(), try await request.json()))
    }

    @Sendable func resumeWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try control(try await workflows.resume(try context.id()))
    }

    @Sendable func abortWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try control(try await workflows.abort(try context.id()))
    }

    @Sendable func answerWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        let answer = try GivenAnswerWire(try await request.json())
        return try control(
            try await workflows.answer(
                try context.id(), interaction: answer.interaction, asker: answer.asker, with: answer.content))
    }

    @Sendable func handOverWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try control(try await workflows.handOver(try context.id(), try await request.json()))
    }

    @Sendable func rerunWorkflowExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        let details = try await workflows.rerun(
            try context.id(), try await request.json(), idempotencyKey: request.headers[.idempotencyKey])
        return try .json(WorkflowExecutionWire(details: details), status: .accepted)
    }

    @Sendable func previewRerun(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(try await workflows.rerunPlan(try context.id(), try await request.json()))
    }

    @Sendable func listCommunications(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(try await workflows.communications(of: try context.id()).map(CommunicationWire.init))
    }

    @Sendable func listWorkflowEvents(_ request: Request, _ context: APIContext) async throws -> Response {
        let after = try request.number("after", in: 0...Int.max) ?? 0
        let limit = try request.number("limit", in: 1...10_000) ?? 1000
        let events = try await workflows.events(of: try context.id(), after: Int64(after), limit: limit)
        return try .json(try events.map(JournalEventWire.init))
    }

    @Sendable func listWorkflowSteps(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(try await workflows.steps(of: try context.id()))
    }
}

/// The answer to a question, as it is sent.
struct GivenAnswerWire {
    let interaction: String
    /// Who asks, where the answer goes to a whole workflow.
    let asker: ExecutionID?
    let content: JSONValue

    /// - Throws: ``DomainError/invalid(_:)``.
    init(_ body: JSONValue) throws(DomainError) {
        var fields = FieldReader(body, at: ["body"])
        interaction = fields.text("interaction_id", length: 1...1000)
        asker = fields.optionalText("execution_id").map(ExecutionID.init)
        if !fields.contains("answer") { fields.add("answer", "is required", "missing") }
        try fields.finish()
        content = body["answer"] ?? .null
    }
}

import Domain
import HTTPTypes
import Hummingbird
import Orchestration

extension API {
    @Sendable func startExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        let order = try ExecutionRequest(try await request.json())
        let execution = try await executions.start(order, idempotencyKey: request.headers[.idempotencyKey])
        return try .json(ExecutionStartWire(execution))
    }

    @Sendable func listExecutions(_ request: Request, _ context: APIContext) async throws -> Response {
        let filter = ExecutionFilter(
            status: try request.choice("status"), task: request.query("task_id").map(TaskID.init),
            agent: request.query("agent_id").map(AgentID.init))
        return try .list(try await executions.list(filter, try request.page()), request) { ExecutionWire($0) }
    }

    @Sendable func showExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(ExecutionWire(try await executions.details(try context.id())))
    }

    @Sendable func deleteExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        let id: ExecutionID = try context.id()
        try await executions.delete(id)
        return try .json(DeletionWire(message: "Execution \(id) was deleted."))
    }

    @Sendable func pauseExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try control(try await executions.pause(try context.id(), try await request.json()))
    }

    @Sendable func resumeExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try control(try await executions.resume(try context.id()))
    }

    @Sendable func abortExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        try control(try await executions.abort(try context.id()))
    }

    @Sendable func answerExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        let answer = try GivenAnswerWire(try await request.json())
        return try control(
            try await executions.answer(try context.id(), interaction: answer.interaction, with: answer.content))
    }

    @Sendable func rerunExecution(_ request: Request, _ context: APIContext) async throws -> Response {
        let execution = try await executions.rerun(
            try context.id(), try await request.json(), idempotencyKey: request.headers[.idempotencyKey])
        return try .json(ExecutionStartWire(execution))
    }

    @Sendable func listExecutionEvents(_ request: Request, _ context: APIContext) async throws -> Response {
        let after = try request.number("after", in: 0...Int.max) ?? 0
        let limit = try request.number("limit", in: 1...10_000) ?? 1000
        let events = try await executions.events(of: try context.id(), after: Int64(after), limit: limit)
        return try .json(try events.map(JournalEventWire.init))
    }

    @Sendable func listExecutionSteps(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(try await executions.steps(of: try context.id()))
    }

    /// 202 when something new begins to happen, 200 when it was so already.
    func control(_ outcome: ControlOutcome) throws -> Response {
        try .json(ControlWire(outcome), status: outcome.isNew ? .accepted : .ok)
    }
}

import Domain
import Hummingbird
import Orchestration

extension API {
    @Sendable func listTasks(_ request: Request, _ context: APIContext) async throws -> Response {
        let filter = TaskFilter(
            status: try request.choice("status"), priority: try request.choice("priority"),
            agent: request.query("agent_id").map(AgentID.init), text: request.query("q"))
        return try .list(try await tasks.list(filter, try request.page()), request, TaskWire.init)
    }

    @Sendable func createTask(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(TaskWire(view: try await tasks.create(try await request.json())))
    }

    @Sendable func showTask(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(TaskWire(view: try await tasks.find(try context.id())))
    }

    @Sendable func updateTask(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(TaskWire(view: try await tasks.update(try context.id(), try await request.json())))
    }

    @Sendable func deleteTask(_ request: Request, _ context: APIContext) async throws -> Response {
        let id: TaskID = try context.id()
        try await tasks.delete(id, isForced: try request.flag("force"))
        return try .json(DeletionWire(message: "Task \(id) was deleted."))
    }
}

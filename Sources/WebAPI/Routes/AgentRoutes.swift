import Domain
import Hummingbird
import Orchestration

extension API {
    @Sendable func listAgents(_ request: Request, _ context: APIContext) async throws -> Response {
        let filter = AgentFilter(status: try request.choice("status"), text: request.query("q"))
        return try .list(try await agents.list(filter, try request.page()), request, AgentWire.init)
    }

    @Sendable func createAgent(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(AgentWire(agent: try await agents.create(try await request.json())))
    }

    @Sendable func showAgent(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(AgentWire(agent: try await agents.find(try context.id())))
    }

    @Sendable func updateAgent(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(AgentWire(agent: try await agents.update(try context.id(), try await request.json())))
    }

    @Sendable func deleteAgent(_ request: Request, _ context: APIContext) async throws -> Response {
        let deletion = try await agents.delete(try context.id(), isForced: try request.flag("force"))
        return try .json(AgentDeletionWire(deletion))
    }
}

import Domain

/// What the ids of a workflow execution stand for.
struct RunNames: Sendable {
    private(set) var agents: [String: String] = [:]
    private(set) var tasks: [String: String] = [:]

    /// None, where only machines read.
    init() {}

    /// Asks the server; what was deleted meanwhile keeps its id.
    init(_ execution: JSONValue, at door: any Door) async throws {
        for id in execution.texts("agent_ids") {
            agents[id] = try await door.find("/api/agents/\(id)")?.text("name") ?? id
        }
        for id in execution.texts("task_ids") {
            tasks[id] = try await door.find("/api/tasks/\(id)")?.text("title") ?? id
        }
    }
}

public import Domain
import NIOHTTP1

/// Agents and tasks of a test's own on a real server, made over HTTP and known by their names.
public struct ServerTeam: Sendable {
    /// An agent to be made.
    public struct Member: Sendable, ExpressibleByStringLiteral {
        let name: String
        let fields: [String: JSONValue]

        public init(_ name: String, _ fields: [String: JSONValue] = [:]) {
            self.name = name
            self.fields = fields
        }

        public init(stringLiteral name: String) {
            self.init(name)
        }
    }

    /// A task to be made.
    public struct Job: Sendable {
        let title: String
        let agents: [String]
        let needs: [String]
        let fields: [String: JSONValue]

        /// - Parameters:
        ///   - agents: those it is assigned to, by name.
        ///   - needs: titles of earlier tasks.
        public init(
            _ title: String, by agents: String..., needs: [String] = [], _ fields: [String: JSONValue] = [:]
        ) {
            (self.title, self.agents, self.needs, self.fields) = (title, agents, needs, fields)
        }
    }

    public let server: SkeinServer
    /// Their names, in order.
    public let agents: [String]
    /// Their titles, in order.
    public let tasks: [String]
    private let ids: [String: String]

    /// Makes them. Each agent's instruction says its name, so that a fake model can tell who is asked.
    public init(_ server: SkeinServer, agents: [Member], tasks: [Job]) async throws {
        var ids: [String: String] = [:]
        for agent in agents {
            let fields: [String: JSONValue] = [
                "name": .string(agent.name), "role": "worker",
                "system_prompt": .string("You are called \(agent.name)."),
            ]
            let made = try await server.request(.POST, "/api/agents", .object(fields.merging(agent.fields) { $1 }))
            ids[agent.name] = made["id"]?.stringValue
        }
        for task in tasks {
            let fields: [String: JSONValue] = [
                "title": .string(task.title), "description": .string("Do it: \(task.title)."),
                "assigned_agent_ids": .array(task.agents.map { .string(ids[$0] ?? "") }),
                "dependencies": .array(task.needs.map { .string(ids[$0] ?? "") }),
            ]
            let made = try await server.request(.POST, "/api/tasks", .object(fields.merging(task.fields) { $1 }))
            ids[task.title] = made["id"]?.stringValue
        }
        self.server = server
        self.agents = agents.map(\.name)
        self.tasks = tasks.map(\.title)
        self.ids = ids
    }

    /// The id of an agent by its name, or of a task by its title.
    public func id(_ name: String) -> JSONValue { .string(ids[name] ?? "") }

    /// The name of an agent, or the title of a task, by its id.
    public func name(_ id: JSONValue?) -> String? {
        ids.first { $0.value == id?.stringValue }?.key
    }

    /// Makes a pattern of all of them. - Returns: its id.
    public func pattern(
        _ type: String, _ configuration: JSONValue = [:], objective: String = ""
    ) async throws -> String {
        let made = try await server.request(
            .POST, "/api/workflows/patterns",
            [
                "name": .string("The \(type) of \(ids.count)"), "workflow_type": .string(type),
                "user_objective": .string(objective), "agent_ids": .array(agents.map(id)),
                "task_ids": .array(tasks.map(id)), "configuration": configuration,
            ])
        return made["id"]?.stringValue ?? ""
    }

    /// Makes a pattern of all of them and starts it. - Returns: the workflow execution's id.
    public func execute(
        _ type: String, _ configuration: JSONValue = [:], objective: String = ""
    ) async throws -> String {
        let pattern = try await pattern(type, configuration, objective: objective)
        return try await server.request(.POST, "/api/workflows/execute/\(pattern)", [:])["id"]?.stringValue ?? ""
    }
}

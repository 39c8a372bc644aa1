public import Domain
import DurableExecution
public import Persistence

/// What people do with agents.
public struct AgentService: Sendable {
    private let store: Store
    private let executions: ExecutionService

    public init(store: Store, executions: ExecutionService) {
        self.store = store
        self.executions = executions
    }

    /// - Throws: `DomainError/invalid(_:)`.
    public func create(_ json: JSONValue) async throws -> Agent {
        let agent = Agent(try AgentDraft(json), id: .make(), now: .now)
        try await store.create(agent)
        return agent
    }

    public func list(_ filter: AgentFilter, _ page: Page) async throws -> Paged<Agent> {
        try await store.agents(filter, page)
    }

    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func find(_ id: AgentID) async throws -> Agent {
        guard let agent = try await store.agent(id) else { throw DomainError.noAgent(id) }
        return agent
    }

    /// Changes the fields that are sent.
    /// - Throws: `DomainError/notFound(kind:id:)`, `DomainError/invalid(_:)`.
    public func update(_ id: AgentID, _ json: JSONValue) async throws -> Agent {
        guard let agent = try await store.updateAgent(id, { try AgentDraft(json, updating: $0) }) else {
            throw DomainError.noAgent(id)
        }
        return agent
    }

    /// Deletes an agent and takes it off its tasks.
    /// - Parameter id: the agent.
    /// - Parameter isForced: its live executions are aborted first.
    /// - Throws: `DomainError/notFound(kind:id:)`, `DomainError/conflict(_:state:more:)`.
    public func delete(_ id: AgentID, isForced: Bool) async throws -> AgentDeletion {
        let agent = try await find(id)
        let live = isForced ? try await store.liveExecutions(ExecutionFilter(agent: id)) : []
        for execution in live { try await executions.end(execution) }
        guard let tasks = try await store.deleteAgent(id) else { throw DomainError.noAgent(id) }
        return AgentDeletion(agent: agent, tasks: tasks, cancelledExecutions: live.count)
    }
}

/// What the deletion of an agent did.
public struct AgentDeletion: Sendable {
    public let agent: Agent
    /// The tasks it was assigned to, as they are now.
    public let tasks: [AgentTask]
    public let cancelledExecutions: Int
}

extension DomainError {
    static func noAgent(_ id: AgentID) -> DomainError { .notFound(kind: "agent", id: id.rawValue) }
    static func noTask(_ id: TaskID) -> DomainError { .notFound(kind: "task", id: id.rawValue) }
    static func noExecution(_ id: ExecutionID) -> DomainError { .notFound(kind: "execution", id: id.rawValue) }
}

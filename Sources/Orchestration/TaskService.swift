public import Domain
public import Persistence

/// What people do with tasks.
public struct TaskService: Sendable {
    private let store: Store
    private let executions: ExecutionService

    public init(store: Store, executions: ExecutionService) {
        self.store = store
        self.executions = executions
    }

    /// - Throws: `DomainError/invalid(_:)`, also for ids that name nothing.
    public func create(_ json: JSONValue) async throws -> TaskView {
        let task = AgentTask(try TaskDraft(json), id: .make(), now: .now)
        try await store.create(task)
        return try await view([task])[0]
    }

    public func list(_ filter: TaskFilter, _ page: Page) async throws -> Paged<TaskView> {
        let tasks = try await store.tasks(filter, page)
        return Paged(items: try await view(tasks.items), total: tasks.total, page: page)
    }

    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func find(_ id: TaskID) async throws -> TaskView {
        guard let task = try await store.task(id) else { throw DomainError.noTask(id) }
        return try await view([task])[0]
    }

    /// Changes the fields that are sent.
    /// - Throws: `DomainError/notFound(kind:id:)`; `DomainError/invalid(_:)`, also for cycles.
    public func update(_ id: TaskID, _ json: JSONValue) async throws -> TaskView {
        guard let task = try await store.updateTask(id, { try TaskDraft(json, updating: $0) }) else {
            throw DomainError.noTask(id)
        }
        return try await view([task])[0]
    }

    /// - Parameter id: the task.
    /// - Parameter isForced: its live executions are aborted first, and other tasks no longer depend on it.
    /// - Throws: `DomainError/notFound(kind:id:)`, `DomainError/conflict(_:state:more:)`.
    public func delete(_ id: TaskID, isForced: Bool) async throws {
        let live = isForced ? try await store.liveExecutions(ExecutionFilter(task: id)) : []
        for execution in live { try await executions.end(execution) }
        guard try await store.deleteTask(id, isForced: isForced) else { throw DomainError.noTask(id) }
    }

    private func view(_ tasks: [AgentTask]) async throws -> [TaskView] {
        let ids = Array(Set(tasks.flatMap(\.assignedAgentIDs)))
        let agents = ids.isEmpty ? [] : try await store.agents(ids)
        let byID = Dictionary(uniqueKeysWithValues: agents.map { ($0.id, $0) })
        return tasks.map { TaskView(task: $0, agents: $0.assignedAgentIDs.compactMap { byID[$0] }) }
    }
}

/// A task with its agents.
public struct TaskView: Sendable {
    public let task: AgentTask
    public let agents: [Agent]
}

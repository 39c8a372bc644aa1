public import Agents
public import Domain
public import DurableExecution
public import Persistence
import Workflows

/// What people do with executions.
public struct ExecutionService: Sendable {
    let store: Store
    let engine: RunEngine
    let agents: AgentRuntime
    let workspaces: WorkspaceRoots
    let policy: ExecutionPolicy
    let endings: ExecutionEndings

    public init(
        store: Store, engine: RunEngine, agents: AgentRuntime, workspaces: WorkspaceRoots, policy: ExecutionPolicy,
        endings: ExecutionEndings
    ) {
        self.store = store
        self.engine = engine
        self.agents = agents
        self.workspaces = workspaces
        self.policy = policy
        self.endings = endings
    }

    /// Starts a task and returns when that is durable; the work goes on behind.
    /// - Parameter request: which task, by whom, and how.
    /// - Parameter idempotencyKey: a second start with it finds the first execution.
    /// - Throws: `DomainError`.
    public func start(_ request: ExecutionRequest, idempotencyKey: String?) async throws -> Execution {
        if let key = idempotencyKey, let known = try await store.execution(withKey: key) { return known }
        let task = try await task(request.taskID)
        let agent = try await agent(for: request, task)
        try await requireDependencies(of: task)
        if request.isForced { try await endLiveExecutions(of: task) }
        let id = ExecutionID.make()
        let order = try await order(request, agent, task, id)
        _ = try agents.backend(for: order)
        let record = try await engine.start(
            TaskExecutionWorkflow.self, order, id: RunID(rawValue: id.rawValue), labels: order.labels(id),
            priority: task.priority.rank, idempotencyKey: idempotencyKey)
        return try await find(ExecutionID(rawValue: record.id.rawValue))
    }

    private func task(_ id: TaskID) async throws -> AgentTask {
        guard let task = try await store.task(id) else { throw DomainError.noTask(id) }
        return task
    }

    /// The first of those asked for, else the first assigned.
    private func agent(for request: ExecutionRequest, _ task: AgentTask) async throws -> Agent {
        guard let id = request.agentIDs.first ?? task.assignedAgentIDs.first else {
            throw DomainError.badRequest(
                "Task '\(task.title)' has no agent. Assign one, or name one in \"agent_ids\".")
        }
        guard let agent = try await store.agent(id) else { throw DomainError.noAgent(id) }
        guard agent.status != .stopped else {
            throw DomainError.conflict(
                "Agent '\(agent.name)' is stopped. Set its status to \"idle\" first.", state: agent.status.rawValue)
        }
        return agent
    }

    private func requireDependencies(of task: AgentTask) async throws {
        let open = try await store.tasks(task.dependencies).filter { $0.status != .completed }
        guard open.isEmpty else {
            let names = open.map { "'\($0.title)' (\($0.status.rawValue))" }.joined(separator: ", ")
            throw DomainError.conflict(
                "Task '\(task.title)' depends on \(names). Complete that first, or remove the dependency.",
                state: task.status.rawValue, more: ["dependencies": .array(open.map { .string($0.id.rawValue) })])
        }
    }

    private func endLiveExecutions(of task: AgentTask) async throws {
        for id in try await store.liveExecutions(ExecutionFilter(task: task.id)) { try await end(id) }
    }

    private func order(
        _ request: ExecutionRequest, _ agent: Agent, _ task: AgentTask, _ id: ExecutionID
    ) async throws -> ExecutionOrder {
        let results = try await store.tasks(task.dependencies).map { ($0.id.rawValue, JSONValue.object($0.results)) }
        let settings = ExecutionSettings(agent.executionSettings)
        return ExecutionOrder(
            agent: try workspaces.confine(agent), task: task,
            workDirectory: try workspaces.directory(request.workDirectory, for: id),
            timeout: request.timeout ?? settings.timeout ?? policy.timeout, model: request.model,
            backend: request.backend, dependencyResults: Dictionary(uniqueKeysWithValues: results),
            retries: policy.retries, fallback: policy.fallback)
    }
}

/// What the server's configuration says of every execution.
public struct ExecutionPolicy: Sendable {
    /// Wall clock in seconds where nobody says otherwise; nil for none.
    public var timeout: Double?
    /// How often a failed model call is repeated, where that may help.
    public var retries: Int
    /// The backend that answers when all attempts failed; nil for none.
    public var fallback: String?

    public init(timeout: Double? = nil, retries: Int = 3, fallback: String? = nil) {
        self.timeout = timeout
        self.retries = retries
        self.fallback = fallback
    }
}

public import Agents
public import Domain
public import DurableExecution
public import Persistence
import Workflows

/// What people do with workflow patterns and their executions.
public struct WorkflowService: Sendable {
    let store: Store
    let engine: RunEngine
    let agents: AgentRuntime
    let workspaces: WorkspaceRoots
    let policy: ExecutionPolicy
    let endings: ExecutionEndings
    public let analyzer: WorkflowAnalyzer

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
        analyzer = WorkflowAnalyzer(store: store, engine: engine, agents: agents, workspaces: workspaces)
    }

    /// Every pattern that can be executed, in the order in which they are shown.
    public var types: [WorkflowTypeDescription] { WorkflowCatalog.all.map(WorkflowTypeDescription.init) }

    /// Starts a pattern and returns when that is durable; the work goes on behind.
    /// - Parameter id: the pattern.
    /// - Parameter request: what is different this time.
    /// - Parameter idempotencyKey: a second start of the pattern with it finds the first execution.
    /// - Throws: `DomainError`.
    public func execute(
        _ id: WorkflowPatternID, _ request: WorkflowRequest, idempotencyKey: String?
    ) async throws -> WorkflowExecutionDetails {
        let key = idempotencyKey.map { "workflow/\(id)/\($0)" }
        if let key, let known = try await store.workflowExecution(withKey: key) { return try await details(known.id) }
        let pattern = try await pattern(id)
        guard pattern.status == .active else {
            throw DomainError.conflict(
                "Pattern '\(pattern.name)' is \(pattern.status.rawValue). Set its status to \"active\" first.",
                state: pattern.status.rawValue)
        }
        let order = try await order(pattern, request)
        guard let workflow = WorkflowCatalog.pattern(pattern.workflowType) else {
            throw DomainError.badRequest("This server has no workflow '\(pattern.workflowType.rawValue)'.")
        }
        let record = try await workflow.start(order, on: engine, priority: order.priority, idempotencyKey: key)
        return try await details(WorkflowExecutionID(rawValue: record.id.rawValue))
    }

    private func order(_ pattern: WorkflowPattern, _ request: WorkflowRequest) async throws -> WorkflowOrder {
        let team = try await team(of: pattern)
        let configuration = pattern.configuration.overridden(by: try request.configuration(for: pattern.workflowType))
        try configuration.requireAgents(in: pattern.agentIDs, at: ["body", "configuration"])
        let tasks = team.tasks.map { $0.needing(pattern.dependencies[$0.id] ?? []) }
        try tasks.requireNoCycle()
        if request.backend != nil { _ = try agents.backend(named: request.backend) }
        let id = WorkflowExecutionID.make()
        return WorkflowOrder(
            executionID: id, patternID: pattern.id, name: pattern.name, type: pattern.workflowType,
            objective: pattern.userObjective, agents: try team.agents.map(workspaces.confine), tasks: tasks,
            knownResults: try await knownResults(outside: tasks), configuration: configuration, inputs: request.inputs,
            workDirectory: try workspaces.directory(
                request.projectDirectory ?? pattern.projectDirectory, for: ExecutionID(rawValue: id.rawValue)),
            backend: request.backend, timeout: policy.timeout, retries: policy.retries, fallback: policy.fallback)
    }

    /// The pattern's agents and tasks as they are now, all of them.
    private func team(of pattern: WorkflowPattern) async throws -> (agents: [Agent], tasks: [AgentTask]) {
        let (agents, tasks) = (try await store.agents(pattern.agentIDs), try await store.tasks(pattern.taskIDs))
        let lost = Set(pattern.agentIDs.map(\.rawValue) + pattern.taskIDs.map(\.rawValue))
            .subtracting(agents.map(\.id.rawValue)).subtracting(tasks.map(\.id.rawValue)).sorted()
        guard lost.isEmpty else {
            throw DomainError.conflict(
                "Pattern '\(pattern.name)' names what was deleted: \(lost.joined(separator: ", ")). Change it first.",
                state: pattern.status.rawValue, more: ["missing": .array(lost.map { .string($0) })])
        }
        return (agents, tasks)
    }

    /// What the tasks outside, that some of these need, came to.
    private func knownResults(outside tasks: [AgentTask]) async throws -> [TaskID: JSONValue] {
        let own = Set(tasks.map(\.id))
        let outside = try await store.tasks(Array(Set(tasks.flatMap(\.dependencies)).subtracting(own)))
        let open = outside.filter { $0.status != .completed }
        guard open.isEmpty else {
            let names = open.map { "'\($0.title)' (\($0.status.rawValue))" }.sorted().joined(separator: ", ")
            throw DomainError.conflict(
                "Tasks of the pattern depend on \(names). Complete that first, or add it to the pattern.",
                state: TaskStatus.pending.rawValue,
                more: ["dependencies": .array(open.map { .string($0.id.rawValue) })])
        }
        return Dictionary(uniqueKeysWithValues: outside.map { ($0.id, .object($0.results)) })
    }
}

extension WorkflowOrder {
    /// The most urgent of its tasks decides.
    fileprivate var priority: Int { tasks.map(\.priority.rank).max() ?? 0 }
}

extension AgentTask {
    /// With the dependencies that a pattern adds.
    func needing(_ further: [TaskID]) -> AgentTask {
        var task = self
        task.dependencies += further.filter { !dependencies.contains($0) }
        return task
    }
}

extension [AgentTask] {
    /// - Throws: `DomainError/invalid(_:)` naming the cycle.
    func requireNoCycle() throws(DomainError) {
        let graph = TaskGraph(Dictionary(map { ($0.id, $0.dependencies) }, uniquingKeysWith: { first, _ in first }))
        for task in self {
            guard let cycle = graph.cycle(through: task.id) else { continue }
            let titles = cycle.map { id in "'\(first { $0.id == id }?.title ?? id.rawValue)'" }
            let msg = "the tasks would wait for each other: \(titles.joined(separator: " → "))"
            throw .invalid([FieldIssue(loc: ["body", "dependencies"], msg: msg, type: "cycle")])
        }
    }
}

public import Domain
public import Persistence

/// Whole teams at once: agents, tasks and the workflows that join them, as one document.
public struct TeamService: Sendable {
    private let store: Store
    private let workspaces: WorkspaceRoots

    public init(store: Store, workspaces: WorkspaceRoots) {
        self.store = store
        self.workspaces = workspaces
    }

    /// Makes the server's agents, tasks and patterns what a document says; everything, or nothing where something is wrong.
    ///
    /// A workflow is the one of the same name. An agent or task is the one of the same name in these workflows, or in none;
    /// else it is new. Nothing is deleted.
    /// - Parameter json: the document.
    /// - Parameter isDryRun: whether only to say what would change.
    /// - Throws: `DomainError/invalid(_:)` with every issue, each with its place in the document.
    public func apply(_ json: JSONValue, isDryRun: Bool) async throws -> TeamChange {
        var plan = TeamPlan(json, known: try await known(), now: .now)
        plan.check { try workspaces.check($0.projectDirectory, field: ["body", "project_directory"]) }
        plan.check { try $0.configuration.requireAgents(in: $0.agentIDs, at: ["body", "configuration"]) }
        plan.check { _ = try WorkflowConfiguration(.object($0.configuration.values), for: $0.workflowType) }
        if !plan.issues.isEmpty { throw DomainError.invalid(plan.issues) }
        if !isDryRun { try await store.save(plan.agents.changed, plan.tasks.changed, plan.patterns.changed) }
        return plan.told
    }

    /// Patterns with everything they need, in the form that ``apply(_:isDryRun:)`` takes.
    /// - Parameter pattern: nil for everything there is.
    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func export(_ pattern: WorkflowPatternID?) async throws -> JSONValue {
        var team = try await known()
        if let pattern {
            guard let chosen = try await store.pattern(pattern) else { throw DomainError.noPattern(pattern) }
            team = team.part(of: chosen)
        }
        return try TeamDocument(team).json
    }

    private func known() async throws -> KnownTeam {
        let everything = Page(limit: 1_000_000)
        return KnownTeam(
            agents: try await store.agents(AgentFilter(), everything).items,
            tasks: try await store.tasks(TaskFilter(), everything).items,
            patterns: try await store.patterns(nil, everything).items)
    }
}

extension [PlannedItem<Agent>] {
    fileprivate var changed: [Agent] { filter { $0.change != .unchanged }.map(\.item) }
}

extension [PlannedItem<AgentTask>] {
    fileprivate var changed: [AgentTask] { filter { $0.change != .unchanged }.map(\.item) }
}

extension [PlannedItem<WorkflowPattern>] {
    fileprivate var changed: [WorkflowPattern] { filter { $0.change != .unchanged }.map(\.item) }
}

extension TeamPlan {
    fileprivate var told: TeamChange {
        TeamChange(
            agents: agents.map { .init(id: $0.item.id.rawValue, name: $0.item.name, change: $0.change) },
            tasks: tasks.map { .init(id: $0.item.id.rawValue, name: $0.item.title, change: $0.change) },
            workflows: patterns.map { .init(id: $0.item.id.rawValue, name: $0.item.name, change: $0.change) },
            types: patterns.map(\.item.workflowType))
    }
}

extension KnownTeam {
    /// A pattern, its agents and tasks, and what those need beyond it.
    fileprivate func part(of pattern: WorkflowPattern) -> KnownTeam {
        let byID = Dictionary(tasks.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var needed = pattern.taskIDs
        var place = 0
        while place < needed.count {
            needed += (byID[needed[place]]?.dependencies ?? []).filter { !needed.contains($0) }
            place += 1
        }
        let tasks = needed.compactMap { byID[$0] }
        let assigned = tasks.flatMap(\.assignedAgentIDs).filter { !pattern.agentIDs.contains($0) }
        let known = Dictionary(agents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<AgentID> = []
        let ids = (pattern.agentIDs + assigned).filter { seen.insert($0).inserted }
        return KnownTeam(agents: ids.compactMap { known[$0] }, tasks: tasks, patterns: [pattern])
    }
}

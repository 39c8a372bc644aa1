public import Domain
import DurableExecution
import Persistence

/// Patterns: made, looked at, changed, deleted.
extension WorkflowService {
    /// - Throws: `DomainError/invalid(_:)`, also for ids that name nothing; `DomainError/conflict(_:state:more:)` when
    ///   the name is taken.
    public func create(_ json: JSONValue) async throws -> WorkflowPatternView {
        let pattern = WorkflowPattern(try WorkflowPatternDraft(json), type: .sequential, id: .make(), now: .now)
        let decided = try await decide(pattern, by: WorkflowPatternDraft(json))
        try await store.create(decided)
        return try await view([decided])[0]
    }

    /// - Parameter page: which part of the list.
    /// - Parameter status: nil for any.
    public func list(_ status: WorkflowPatternStatus?, _ page: Page) async throws -> Paged<WorkflowPatternView> {
        let patterns = try await store.patterns(status, page)
        return Paged(items: try await view(patterns.items), total: patterns.total, page: page)
    }

    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func find(_ id: WorkflowPatternID) async throws -> WorkflowPatternView {
        try await view([pattern(id)])[0]
    }

    /// Changes the fields that are sent.
    /// - Throws: as ``create(_:)``, and `DomainError/notFound(kind:id:)`.
    public func update(_ id: WorkflowPatternID, _ json: JSONValue) async throws -> WorkflowPatternView {
        let draft = try WorkflowPatternDraft(json, updating: try await pattern(id))
        var pattern = try await pattern(id)
        pattern.update(from: draft, type: pattern.workflowType, now: .now)
        let decided = try await decide(pattern, by: draft)
        guard try await store.update(decided) else { throw DomainError.noPattern(id) }
        return try await view([decided])[0]
    }

    /// - Parameter id: the pattern.
    /// - Parameter isForced: its live executions are aborted first.
    /// - Throws: `DomainError/notFound(kind:id:)`, `DomainError/conflict(_:state:more:)`.
    public func delete(_ id: WorkflowPatternID, isForced: Bool) async throws {
        if isForced {
            let live = try await store.liveWorkflowExecutions(WorkflowExecutionFilter(pattern: id))
            for execution in live { try await end(execution) }
        }
        guard try await store.deletePattern(id) else { throw DomainError.noPattern(id) }
    }

    func pattern(_ id: WorkflowPatternID) async throws -> WorkflowPattern {
        guard let pattern = try await store.pattern(id) else { throw DomainError.noPattern(id) }
        return pattern
    }

    /// The pattern with its type, by analysis where the draft leaves that open, checked for what only that type allows.
    private func decide(_ pattern: WorkflowPattern, by draft: WorkflowPatternDraft) async throws -> WorkflowPattern {
        try workspaces.check(draft.projectDirectory, field: ["body", "project_directory"])
        try draft.configuration.requireAgents(in: draft.agentIDs, at: ["body", "configuration"])
        var pattern = pattern
        if let type = draft.workflowType {
            pattern.workflowType = type
            return pattern
        }
        let request = AnalysisRequest(
            agentIDs: draft.agentIDs, taskIDs: draft.taskIDs, objective: draft.userObjective,
            dependencies: draft.dependencies)
        pattern.workflowType = try await analyzer.analyze(request).recommended
        _ = try WorkflowConfiguration(.object(draft.configuration.values), for: pattern.workflowType)
        return pattern
    }

    private func view(_ patterns: [WorkflowPattern]) async throws -> [WorkflowPatternView] {
        let agents = Set(try await store.agents(Array(Set(patterns.flatMap(\.agentIDs)))).map(\.id))
        let tasks = Set(try await store.tasks(Array(Set(patterns.flatMap(\.taskIDs)))).map(\.id))
        return patterns.map { pattern in
            WorkflowPatternView(
                pattern: pattern, existingAgents: pattern.agentIDs.count { agents.contains($0) },
                existingTasks: pattern.taskIDs.count { tasks.contains($0) })
        }
    }
}

/// A pattern, and how much of what it names is still there.
public struct WorkflowPatternView: Sendable {
    public let pattern: WorkflowPattern
    public let existingAgents: Int
    public let existingTasks: Int
}

extension DomainError {
    static func noPattern(_ id: WorkflowPatternID) -> DomainError { .notFound(kind: "pattern", id: id.rawValue) }

    static func noWorkflowExecution(_ id: WorkflowExecutionID) -> DomainError {
        .notFound(kind: "workflow execution", id: id.rawValue)
    }
}

public import Domain
import SQL

/// Tasks.
extension Store {
    /// - Throws: `DomainError/invalid(_:)` when ids in it name nothing.
    public func create(_ task: AgentTask) async throws {
        let now = now()
        try await write { transaction in
            try Self.checkLinks(of: task, transaction.sql)
            try TaskTable.insert(task, transaction.sql)
            try transaction.tell(.created(task, at: now))
        }
    }

    public func task(_ id: TaskID) async throws -> AgentTask? {
        try await database.read { try TaskTable.find(id, $0) }
    }

    public func tasks(_ filter: TaskFilter, _ page: Page) async throws -> Paged<AgentTask> {
        try await database.read { try TaskTable.list(filter, page, $0) }
    }

    /// The tasks with these ids, in the order of the ids; unknown ones are left out.
    public func tasks(_ ids: [TaskID]) async throws -> [AgentTask] {
        try await database.read { try TaskTable.find(ids, $0) }
    }

    /// Reads, changes and stores a task in one transaction.
    /// - Parameter id: the task.
    /// - Parameter change: gives the new draft; it may be called again.
    /// - Returns: nil when there is no such task.
    /// - Throws: `DomainError/invalid(_:)` when ids in it name nothing or its dependencies come back to it.
    public func updateTask(
        _ id: TaskID, _ change: @escaping @Sendable (AgentTask) throws -> TaskDraft
    ) async throws -> AgentTask? {
        let now = now()
        return try await write { transaction in
            guard var task = try TaskTable.find(id, transaction.sql) else { return nil }
            task.update(from: try change(task), now: now)
            try Self.checkLinks(of: task, transaction.sql)
            try TaskTable.update(task, transaction.sql)
            try transaction.tell(.updated(task, at: now))
            return task
        }
    }

    /// Hides a task. - Returns: false when there is no such task.
    /// - Parameter id: the task.
    /// - Parameter isForced: also when other tasks depend on it; they then no longer do.
    /// - Throws: `DomainError/conflict(_:state:more:)`.
    public func deleteTask(_ id: TaskID, isForced: Bool) async throws -> Bool {
        let now = now()
        return try await write { transaction in
            guard let task = try TaskTable.find(id, transaction.sql) else { return false }
            let live = try ExecutionTable.live(ExecutionFilter(task: id), transaction.sql)
            guard live.isEmpty else { throw DomainError.busy("Task '\(task.title)'", live.map(\.rawValue)) }
            let dependents = try TaskTable.dependents(of: id, transaction.sql)
            guard dependents.isEmpty || isForced else { throw DomainError.needed(task, by: dependents) }
            try TaskTable.delete(id, at: now, transaction.sql)
            try transaction.tell(.deleted(task, at: now))
            return true
        }
    }

    static func checkLinks(of task: AgentTask, _ sql: any SQLConnection) throws {
        let agents = Set(try AgentTable.find(task.assignedAgentIDs, sql).map(\.id))
        var issues = task.assignedAgentIDs.filter { !agents.contains($0) }.map {
            FieldIssue(loc: ["body", "assigned_agent_ids"], msg: "there is no agent \($0)", type: "unknown_id")
        }
        let tasks = Set(try TaskTable.find(task.dependencies, sql).map(\.id))
        issues += task.dependencies.filter { !tasks.contains($0) && $0 != task.id }.map {
            FieldIssue(loc: ["body", "dependencies"], msg: "there is no task \($0)", type: "unknown_id")
        }
        issues += try cycleIssue(task, sql)
        if !issues.isEmpty { throw DomainError.invalid(issues) }
    }

    private static func cycleIssue(_ task: AgentTask, _ sql: any SQLConnection) throws -> [FieldIssue] {
        var graph = try TaskTable.graph(from: task.dependencies, sql)
        graph[task.id] = task.dependencies
        guard let cycle = TaskGraph(graph).cycle(through: task.id) else { return [] }
        let titles = Dictionary(
            uniqueKeysWithValues: try TaskTable.find(Array(Set(cycle)), sql).map { ($0.id, $0.title) })
        let names = cycle.map { "'\(titles[$0] ?? task.title)'" }.joined(separator: " → ")
        return [
            FieldIssue(loc: ["body", "dependencies"], msg: "the tasks would wait for each other: \(names)", type: "cycle")
        ]
    }
}

extension DomainError {
    fileprivate static func needed(_ task: AgentTask, by dependents: [TaskID]) -> DomainError {
        .conflict(
            "\(dependents.count) other task\(dependents.count == 1 ? " depends" : "s depend") on '\(task.title)'. "
                + "Change them first, or delete with ?force=true, which removes the dependency.",
            state: task.status.rawValue, more: ["dependents": .array(dependents.map { .string($0.rawValue) })])
    }
}

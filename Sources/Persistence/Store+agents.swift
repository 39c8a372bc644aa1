public import Domain
import SQL

/// Agents.
extension Store {
    public func create(_ agent: Agent) async throws {
        let now = now()
        try await write { transaction in
            try AgentTable.insert(agent, transaction.sql)
            try transaction.tell(.created(agent, at: now))
        }
    }

    public func agent(_ id: AgentID) async throws -> Agent? {
        try await database.read { try AgentTable.find(id, $0) }
    }

    /// The agents with these ids, in the order of the ids; unknown ones are left out.
    public func agents(_ ids: [AgentID]) async throws -> [Agent] {
        try await database.read { try AgentTable.find(ids, $0) }
    }

    public func agents(_ filter: AgentFilter, _ page: Page) async throws -> Paged<Agent> {
        try await database.read { try AgentTable.list(filter, page, $0) }
    }

    /// Reads, changes and stores an agent in one transaction.
    /// - Parameter id: the agent.
    /// - Parameter change: gives the new draft; it may be called again.
    /// - Returns: nil when there is no such agent.
    public func updateAgent(
        _ id: AgentID, _ change: @escaping @Sendable (Agent) throws -> AgentDraft
    ) async throws -> Agent? {
        let now = now()
        return try await write { transaction in
            guard var agent = try AgentTable.find(id, transaction.sql) else { return nil }
            agent.update(from: try change(agent), now: now)
            try AgentTable.update(agent, transaction.sql)
            try transaction.tell(.updated(agent, at: now))
            return agent
        }
    }

    /// Takes an agent off its tasks and hides it.
    /// - Returns: its tasks as they are now, nil when there is no such agent.
    /// - Throws: `DomainError/conflict(_:state:more:)` when it has live executions.
    public func deleteAgent(_ id: AgentID) async throws -> [AgentTask]? {
        let now = now()
        return try await write { transaction in
            guard let agent = try AgentTable.find(id, transaction.sql) else { return nil }
            let live = try ExecutionTable.live(ExecutionFilter(agent: id), transaction.sql)
            guard live.isEmpty else { throw DomainError.busy("Agent '\(agent.name)'", live.map(\.rawValue)) }
            let tasks = try TaskTable.assigned(to: id, transaction.sql).map {
                try Self.unassign(id, from: $0, now, transaction)
            }
            try AgentTable.delete(id, at: now, transaction.sql)
            try transaction.tell(.deleted(agent, at: now))
            return tasks
        }
    }

    /// A task left without an agent goes back to pending and says why.
    private static func unassign(
        _ agent: AgentID, from task: AgentTask, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws -> AgentTask {
        var task = task
        task.assignedAgentIDs.removeAll { $0 == agent }
        try TaskTable.unassign(agent, from: task.id, transaction.sql)
        guard task.assignedAgentIDs.isEmpty, task.status == .pending || task.status == .inProgress else { return task }
        task.status = .pending
        task.errorMessage = "The agent that was assigned was deleted. Assign another one."
        task.updatedAt = now
        try TaskTable.updateProgress(task, transaction.sql)
        try transaction.tell(.updated(task, at: now))
        return task
    }
}

extension DomainError {
    /// Something cannot be deleted because executions of it are under way.
    static func busy(_ what: String, _ live: [String]) -> DomainError {
        let suggestion = "Abort them first, or delete with ?force=true, which aborts them."
        return .conflict(
            "\(what) has \(live.count) live execution\(live.count == 1 ? "" : "s"). \(suggestion)", state: "executing",
            more: [
                "running_executions": .array(live.map { .string($0) }), "suggestion": .string(suggestion),
            ])
    }
}

public import Domain
import SQL

/// Many agents, tasks and patterns at once.
extension Store {
    /// Writes all of them, or none.
    /// - Throws: `DomainError/invalid(_:)` when ids in them name nothing, `DomainError/conflict(_:state:more:)` when the
    ///   name of a pattern is taken.
    public func save(
        _ agents: [Agent], _ tasks: [AgentTask], _ patterns: [WorkflowPattern] = []
    ) async throws {
        let now = now()
        try await write { transaction in
            for agent in agents { try Self.save(agent, now, transaction) }
            // Links last: a task may depend on one that is written after it.
            for task in tasks { try Self.save(task.withoutLinks, now, transaction) }
            for task in tasks {
                try Self.checkLinks(of: task, transaction.sql)
                try TaskTable.update(task, transaction.sql)
            }
            for pattern in patterns { try Self.save(pattern, now, transaction) }
        }
    }

    private static func save(_ pattern: WorkflowPattern, _ now: Timestamp, _ transaction: StoreTransaction) throws {
        let present = try WorkflowPatternTable.find(pattern.id, transaction.sql)
        try check(pattern, since: present, transaction.sql)
        if present == nil {
            try WorkflowPatternTable.insert(pattern, transaction.sql)
        } else {
            try WorkflowPatternTable.update(pattern, transaction.sql)
        }
        try transaction.tell(.about(pattern, present == nil ? "created" : "updated", at: now))
    }

    private static func save(_ agent: Agent, _ now: Timestamp, _ transaction: StoreTransaction) throws {
        if try AgentTable.find(agent.id, transaction.sql) == nil {
            try AgentTable.insert(agent, transaction.sql)
            try transaction.tell(.created(agent, at: now))
        } else {
            try AgentTable.update(agent, transaction.sql)
            try transaction.tell(.updated(agent, at: now))
        }
    }

    private static func save(_ task: AgentTask, _ now: Timestamp, _ transaction: StoreTransaction) throws {
        if try TaskTable.find(task.id, transaction.sql) == nil {
            try TaskTable.insert(task, transaction.sql)
            try transaction.tell(.created(task, at: now))
        } else {
            try TaskTable.update(task, transaction.sql)
            try transaction.tell(.updated(task, at: now))
        }
    }
}

extension AgentTask {
    fileprivate var withoutLinks: AgentTask {
        var task = self
        (task.dependencies, task.assignedAgentIDs) = ([], [])
        return task
    }
}

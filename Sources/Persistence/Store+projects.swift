public import Domain
import SQL

/// Many agents and tasks at once.
extension Store {
    /// Writes all of them, or none.
    /// - Throws: ``DomainError/invalid(_:)`` when ids in them name nothing.
    public func save(_ agents: [Agent], _ tasks: [AgentTask]) async throws {
        let now = now()
        try await write { transaction in
            for agent in agents { try Self.save(agent, now, transaction) }
            // Links last: a task may depend on one that is written after it.
            for task in tasks { try Self.save(task.withoutLinks, now, transaction) }
            for task in tasks {
                try Self.checkLinks(of: task, transaction.sql)
                try TaskTable.update(task, transaction.sql)
            }
        }
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

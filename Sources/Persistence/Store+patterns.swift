public import Domain
import SQL

/// Workflow patterns.
extension Store {
    /// - Throws: `DomainError/invalid(_:)` when ids in it name nothing, `DomainError/conflict(_:state:more:)` when its
    ///   name is taken.
    public func create(_ pattern: WorkflowPattern) async throws {
        let now = now()
        try await write { transaction in
            try Self.check(pattern, transaction.sql)
            try WorkflowPatternTable.insert(pattern, transaction.sql)
            try transaction.tell(.about(pattern, "created", at: now))
        }
    }

    public func pattern(_ id: WorkflowPatternID) async throws -> WorkflowPattern? {
        try await database.read { try WorkflowPatternTable.find(id, $0) }
    }

    /// - Parameter page: which part of the list.
    /// - Parameter status: nil for any.
    public func patterns(_ status: WorkflowPatternStatus?, _ page: Page) async throws -> Paged<WorkflowPattern> {
        try await database.read { try WorkflowPatternTable.list(status, page, $0) }
    }

    /// Stores a changed pattern. - Returns: false when it is gone.
    /// - Throws: as ``create(_:)-(WorkflowPattern)``.
    public func update(_ pattern: WorkflowPattern) async throws -> Bool {
        let now = now()
        return try await write { transaction in
            guard let present = try WorkflowPatternTable.find(pattern.id, transaction.sql) else { return false }
            try Self.check(pattern, since: present, transaction.sql)
            try WorkflowPatternTable.update(pattern, transaction.sql)
            try transaction.tell(.about(pattern, "updated", at: now))
            return true
        }
    }

    /// Hides a pattern. - Returns: false when there is no such pattern.
    /// - Throws: `DomainError/conflict(_:state:more:)` when it has live executions.
    public func deletePattern(_ id: WorkflowPatternID) async throws -> Bool {
        let now = now()
        return try await write { transaction in
            guard let pattern = try WorkflowPatternTable.find(id, transaction.sql) else { return false }
            let live = try WorkflowExecutionTable.live(WorkflowExecutionFilter(pattern: id), transaction.sql)
            guard live.isEmpty else { throw DomainError.busy("Pattern '\(pattern.name)'", live.map(\.rawValue)) }
            try WorkflowPatternTable.delete(id, at: now, transaction.sql)
            try transaction.tell(.about(pattern, "deleted", at: now))
            return true
        }
    }

    /// - Parameter present: the pattern before; what it names already may be gone without making the change invalid.
    static func check(
        _ pattern: WorkflowPattern, since present: WorkflowPattern? = nil, _ sql: any SQLConnection
    ) throws {
        if let other = try WorkflowPatternTable.find(named: pattern.name, sql), other.id != pattern.id {
            throw DomainError.conflict(
                "There is a pattern '\(pattern.name)' already. Choose another name, or change that one.",
                state: other.status.rawValue, more: ["pattern_id": .string(other.id.rawValue)])
        }
        let agents = Set(try AgentTable.find(pattern.agentIDs, sql).map(\.id)).union(present?.agentIDs ?? [])
        let tasks = Set(try TaskTable.find(pattern.taskIDs, sql).map(\.id)).union(present?.taskIDs ?? [])
        let issues =
            pattern.agentIDs.filter { !agents.contains($0) }.map { FieldIssue.unknown("agent_ids", "agent", $0.rawValue) }
            + pattern.taskIDs.filter { !tasks.contains($0) }.map { FieldIssue.unknown("task_ids", "task", $0.rawValue) }
        if !issues.isEmpty { throw DomainError.invalid(issues) }
    }
}

extension FieldIssue {
    /// An id of a request that names nothing.
    public static func unknown(_ field: String, _ kind: String, _ id: String) -> FieldIssue {
        FieldIssue(loc: ["body", field], msg: "there is no \(kind) \(id)", type: "unknown_id")
    }
}

extension Event {
    static func about(_ pattern: WorkflowPattern, _ name: String, at now: Timestamp) throws -> Event {
        let data = [
            "pattern_id": pattern.id.rawValue, "name": pattern.name, "status": pattern.status.rawValue,
            "workflow_type": pattern.workflowType.rawValue,
        ]
        return Event(type: .workflow, name: name, data: try JSONColumn.encode(data), timestamp: now)
    }
}

public import Domain
import SQL

/// Counts over everything, for dashboards and metrics.
extension Store {
    public func figures(endedSince: Timestamp) async throws -> StoreFigures {
        try await database.read { sql in
            StoreFigures(
                agents: try HistoryTable.statuses(of: "agents WHERE deleted_at IS NULL", sql),
                tasks: try HistoryTable.statuses(of: "tasks WHERE deleted_at IS NULL", sql),
                executions: try HistoryTable.work(sql), workflowExecutions: try HistoryTable.workflows(sql),
                patterns: try HistoryTable.statuses(of: "workflow_patterns WHERE deleted_at IS NULL", sql),
                runs: try HistoryTable.runs(sql), recentlyEnded: try HistoryTable.ended(since: endedSince, sql),
                events: try EventTable.newest(sql))
        }
    }

    /// - Parameter since: the beginning of today.
    public func agentActivities(since: Timestamp) async throws -> [AgentID: AgentActivity] {
        try await database.read { sql in
            var activities = try HistoryTable.activities(since: since, sql)
            for (agent, activity) in activities {
                let execution = try activity.current.flatMap { try ExecutionTable.find($0, sql) }
                activities[agent]?.task = try execution.flatMap { try TaskTable.find($0.taskID, sql) }
            }
            return activities
        }
    }
}

/// How many there are of what, by status.
public struct StoreFigures: Sendable {
    public let agents: [String: Int]
    public let tasks: [String: Int]
    public let executions: [WorkFigure]
    public let workflowExecutions: [WorkFigure]
    public let patterns: [String: Int]
    /// By state.
    public let runs: [String: Int]
    /// Executions that ended since the time that was asked for.
    public let recentlyEnded: Int
    /// Events that ever happened.
    public let events: Int64
}

/// What an agent does and did.
public struct AgentActivity: Sendable {
    public let current: ExecutionID?
    public let completedToday: Int
    /// Of its completed executions; nil when there is none.
    public let averageSeconds: Double?
    /// What it works on now.
    public var task: AgentTask?
}

public import Domain
import SQL

/// What was done before, for forecasts.
extension Store {
    /// The newest ended executions.
    public func executionHistory(limit: Int) async throws -> ExecutionHistory {
        try await database.read { sql in
            ExecutionHistory(
                completed: try HistoryTable.completed(limit: limit, sql), failures: try HistoryTable.failures(sql))
        }
    }
}

/// How executions went.
public struct ExecutionHistory: Sendable {
    public let completed: [ExecutionRecord]
    /// How many of each agent's executions failed.
    public let failures: [AgentID: Int]
}

/// What one completed execution took.
public struct ExecutionRecord: Sendable, Hashable {
    public let taskID: TaskID
    public let agentID: AgentID
    /// From the first moment it was driven to its end.
    public let seconds: Double
    /// Nil where that is not known.
    public let costUSD: Double?

    public init(taskID: TaskID, agentID: AgentID, seconds: Double, costUSD: Double?) {
        self.taskID = taskID
        self.agentID = agentID
        self.seconds = seconds
        self.costUSD = costUSD
    }
}

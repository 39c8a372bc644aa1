public import Domain
import SQL

/// What was spent on each day.
extension Store {
    /// - Parameters:
    ///   - days: how many, the last of which is today (UTC).
    ///   - agent: nil for all of them.
    public func usage(days: Int, agent: AgentID?) async throws -> (today: Int64, rows: [UsageRow]) {
        let today = now().milliseconds / UsageTable.millisecondsOfDay
        return (today, try await database.read { try UsageTable.since(today - Int64(days) + 1, of: agent, $0) })
    }
}

/// What one agent used of one model on one day.
public struct UsageRow: Sendable {
    /// Days since 1970 UTC.
    public let day: Int64
    /// Nil for decisions of workflows themselves.
    public let agent: AgentID?
    public let agentName: String?
    /// Nil where it is not known.
    public let model: String?
    public let calls: Int
    public let usage: Usage
}

import Domain
import SQL

/// The table of what model calls used on each day (UTC), by agent and model.
enum UsageTable {
    static let millisecondsOfDay: Int64 = 86_400_000

    /// Adds one call.
    /// - Parameters:
    ///   - call: counts for its backend where it names no model.
    ///   - agent: empty for a decision of a workflow itself.
    static func add(_ call: ModelCallReport, of agent: String, at now: Timestamp, _ sql: any SQLTransaction) throws {
        let usage = call.usage
        try sql.run(
            """
            INSERT INTO usage_days (day, agent_id, model, calls, input_tokens, output_tokens, cache_read_tokens,
                cache_write_tokens, cost_usd)
            VALUES (\(now.milliseconds / millisecondsOfDay), \(agent), \(call.model ?? call.backend), 1, \(usage.inputTokens),
                \(usage.outputTokens), \(usage.cacheReadTokens), \(usage.cacheWriteTokens), \(usage.costUSD))
            ON CONFLICT (day, agent_id, model) DO UPDATE SET calls = usage_days.calls + 1,
                \(sum("input_tokens")), \(sum("output_tokens")), \(sum("cache_read_tokens")),
                \(sum("cache_write_tokens")), \(sum("cost_usd"))
            """)
    }

    /// What is not known adds nothing, and stays unknown where nothing is known.
    private static func sum(_ column: String) -> SQLQuery {
        """
        \(raw: column) = CASE WHEN excluded.\(raw: column) IS NULL THEN usage_days.\(raw: column)
            ELSE coalesce(usage_days.\(raw: column), 0) + excluded.\(raw: column) END
        """
    }

    /// The rows since a day, oldest first.
    /// - Parameter agent: nil for all of them.
    static func since(_ day: Int64, of agent: AgentID?, _ sql: any SQLConnection) throws -> [UsageRow] {
        var condition: SQLQuery = "day >= \(day)"
        if let agent { condition = "\(condition) AND agent_id = \(agent)" }
        return try sql.rows(
            """
            SELECT usage_days.*, agents.name FROM usage_days LEFT JOIN agents ON agents.id = usage_days.agent_id
            WHERE \(condition) ORDER BY day, agent_id, model
            """
        ).map { row in
            let (agent, model) = (try row.text("agent_id"), try row.text("model"))
            return UsageRow(
                day: try row.integer("day"), agent: agent.isEmpty ? nil : AgentID(rawValue: agent),
                agentName: try row.optionalText("name"), model: model.isEmpty ? nil : model,
                calls: Int(try row.integer("calls")), usage: try row.usage())
        }
    }
}

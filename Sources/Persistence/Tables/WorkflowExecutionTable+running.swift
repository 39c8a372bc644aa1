import Domain
import SQL

/// Narrow changes while it runs: a row of a thousand tasks is long, and every step of every one of them changes it.
extension WorkflowExecutionTable {
    static func setProgress(
        _ progress: WorkflowProgress, of id: WorkflowExecutionID, at now: Timestamp, _ sql: any SQLTransaction
    ) throws {
        try sql.run(
            """
            UPDATE workflow_executions SET progress = \(try JSONColumn.encode(progress)),
                progress_percentage = \(progress.fraction * 100), current_step = \(progress.currentStep), updated_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// Adds what a model call used; unknown stays unknown.
    static func add(_ usage: Usage, to id: WorkflowExecutionID, at now: Timestamp, _ sql: any SQLTransaction) throws {
        let row = try sql.row(
            """
            SELECT input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd
            FROM workflow_executions WHERE id = \(id)
            """)
        guard let sum = try row.map({ try $0.usage() + usage }) else { return }
        try sql.run(
            """
            UPDATE workflow_executions SET input_tokens = \(sum.inputTokens), output_tokens = \(sum.outputTokens),
                cache_read_tokens = \(sum.cacheReadTokens), cache_write_tokens = \(sum.cacheWriteTokens),
                cost_usd = \(sum.costUSD), updated_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// Stores who is at work and whether a person is asked, unless it is over.
    static func setActivity(
        _ active: [AgentID], isAsking: Bool, of id: WorkflowExecutionID, at now: Timestamp, _ sql: any SQLTransaction
    ) throws {
        let agents = try JSONColumn.encode(active)
        try sql.run(
            """
            UPDATE workflow_executions
            SET active_agents = \(agents), needs_interaction = \(isAsking), updated_at = \(now)
            WHERE id = \(id) AND status NOT IN ('completed', 'failed', 'aborted')
                AND (active_agents <> \(agents) OR needs_interaction <> \(isAsking))
            """)
    }
}

import Domain
import DurableExecution
import SQL

/// Statements that read what was spent, from every place where it is kept.
enum SpendingTable {
    /// What one run used by its own steps: what it took over from another run was spent there.
    struct OwnSpending {
        let run: String
        let agent: String
        let usage: Usage
    }

    /// Every step that may have called a model, in the order of runs.
    static func ofSteps(_ sql: any SQLConnection) throws -> [OwnSpending] {
        try sql.rows(
            """
            SELECT run_id, labels, run_steps.output AS output, run_steps.failure AS failure
            FROM run_steps JOIN runs ON runs.id = run_id
            WHERE kind = 'step' AND status <> 'started' AND call_id LIKE run_id || '/%'
                AND (run_steps.output LIKE '%"call"%' OR run_steps.failure LIKE '%"call"%')
            """
        ).compactMap { row in
            guard let call = try call(row) else { return nil }
            let labels: [String: String] = try row.json("labels")
            return OwnSpending(run: try row.text("run_id"), agent: labels["agent_id"] ?? "", usage: call.usage)
        }
    }

    private static func call(_ row: SQLRow) throws -> ModelCallReport? {
        let carrier =
            try row.optionalText("output")
            ?? row.optionalText("failure").flatMap {
                // What cannot be read is found by another check.
                (try? JSONColumn.decode(RunFailure.self, from: $0))?.details?.text
            }
        // A step of another kind that has the word in it.
        return carrier.flatMap { ModelCallReport((try? JSONValue(parsing: $0.utf8))?["call"]) }
    }

    /// What executions say they used, those that were pruned left out.
    static func ofExecutions(_ sql: any SQLConnection) throws -> [(id: String, workflow: String?, usage: Usage)] {
        try sql.rows(
            """
            SELECT executions.id, workflow_execution_id, pruned_at, input_tokens, output_tokens, cache_read_tokens,
                cache_write_tokens, cost_usd
            FROM executions JOIN runs ON runs.id = executions.id WHERE pruned_at IS NULL
            """
        ).map { (try $0.text("id"), try $0.optionalText("workflow_execution_id"), try $0.usage()) }
    }

    /// What workflow executions say they used, those that were pruned left out.
    static func ofWorkflows(_ sql: any SQLConnection) throws -> [(id: String, usage: Usage)] {
        try sql.rows(
            """
            SELECT workflow_executions.id, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd
            FROM workflow_executions JOIN runs ON runs.id = workflow_executions.id WHERE pruned_at IS NULL
            """
        ).map { (try $0.text("id"), try $0.usage()) }
    }

    /// What the days say, by agent.
    static func ofDays(_ sql: any SQLConnection) throws -> [String: Usage] {
        let rows = try sql.rows("SELECT * FROM usage_days")
        return Dictionary(try rows.map { (try $0.text("agent_id"), try $0.usage()) }, uniquingKeysWith: +)
    }
}

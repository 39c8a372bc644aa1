import SQL

/// Runs that repeat others, and what was spent on each day.
let rerunAndUsageSchema = Migration(
    4, "re-runs and usage by day",
    [
        "ALTER TABLE runs ADD COLUMN rerun_of TEXT",
        "ALTER TABLE runs ADD COLUMN rerun_from TEXT",
        "ALTER TABLE executions ADD COLUMN rerun_of TEXT",
        "ALTER TABLE workflow_executions ADD COLUMN rerun_of TEXT",
        "ALTER TABLE workflow_executions ADD COLUMN rerun_from TEXT NOT NULL DEFAULT '[]'",
        "CREATE INDEX workflow_executions_by_origin ON workflow_executions (rerun_of) WHERE rerun_of IS NOT NULL",
        """
        CREATE TABLE usage_days (
            day BIGINT NOT NULL, agent_id TEXT NOT NULL, model TEXT NOT NULL, calls BIGINT NOT NULL,
            input_tokens BIGINT, output_tokens BIGINT, cache_read_tokens BIGINT, cache_write_tokens BIGINT,
            cost_usd DOUBLE PRECISION, PRIMARY KEY (day, agent_id, model))
        """,
        // What was spent before this table was kept, as far as executions tell it: on the day of their start, of no model.
        """
        INSERT INTO usage_days (day, agent_id, model, calls, input_tokens, output_tokens, cache_read_tokens,
            cache_write_tokens, cost_usd)
        SELECT start_time / 86400000, agent_id, '', count(*), sum(input_tokens), sum(output_tokens),
            sum(cache_read_tokens), sum(cache_write_tokens), sum(cost_usd)
        FROM executions WHERE calls <> '[]' GROUP BY start_time / 86400000, agent_id
        """,
    ])

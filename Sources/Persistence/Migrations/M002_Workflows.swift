import SQL

/// Workflow patterns, their executions, and what agents hand to each other in them.
let workflowSchema = Migration(
    2, "workflows",
    [
        """
        CREATE TABLE workflow_patterns (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, workflow_type TEXT NOT NULL,
            user_objective TEXT NOT NULL, agent_ids TEXT NOT NULL, task_ids TEXT NOT NULL, project_directory TEXT,
            configuration TEXT NOT NULL, dependencies TEXT NOT NULL, status TEXT NOT NULL,
            created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, deleted_at BIGINT)
        """,
        """
        CREATE TABLE workflow_executions (
            id TEXT PRIMARY KEY, pattern_id TEXT, pattern_name TEXT NOT NULL, workflow_type TEXT NOT NULL,
            agents TEXT NOT NULL, tasks TEXT NOT NULL, work_directory TEXT NOT NULL, status TEXT NOT NULL,
            progress TEXT NOT NULL, progress_percentage DOUBLE PRECISION NOT NULL, current_step TEXT NOT NULL,
            active_agents TEXT NOT NULL, completed_tasks TEXT NOT NULL, failed_tasks TEXT NOT NULL,
            results TEXT NOT NULL, metadata TEXT NOT NULL,
            input_tokens BIGINT, output_tokens BIGINT, cache_read_tokens BIGINT, cache_write_tokens BIGINT,
            cost_usd DOUBLE PRECISION, error_message TEXT, needs_interaction BIGINT NOT NULL,
            started_at BIGINT, completed_at BIGINT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
        """,
        """
        CREATE TABLE agent_communications (
            id TEXT PRIMARY KEY, execution_id TEXT NOT NULL, from_agent_id TEXT, to_agent_id TEXT,
            message_type TEXT NOT NULL, message TEXT NOT NULL, context TEXT NOT NULL, timestamp BIGINT NOT NULL,
            position BIGINT NOT NULL)
        """,
        "CREATE UNIQUE INDEX workflow_patterns_by_name ON workflow_patterns (name) WHERE deleted_at IS NULL",
        "CREATE INDEX workflow_patterns_in_order ON workflow_patterns (created_at, id) WHERE deleted_at IS NULL",
        "CREATE INDEX workflow_executions_in_order ON workflow_executions (created_at, id)",
        "CREATE INDEX workflow_executions_by_pattern ON workflow_executions (pattern_id)",
        "CREATE INDEX agent_communications_of_execution ON agent_communications (execution_id, position)",
        """
        CREATE INDEX executions_by_workflow ON executions (workflow_execution_id)
        WHERE workflow_execution_id IS NOT NULL
        """,
    ])

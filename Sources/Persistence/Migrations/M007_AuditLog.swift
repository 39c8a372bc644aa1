import SQL

/// Who did what, and who started what.
let auditSchema = Migration(
    7, "audit log",
    [
        """
        CREATE TABLE audit_log (
            id INTEGER PRIMARY KEY, at BIGINT NOT NULL, principal_id TEXT, principal_name TEXT, principal_role TEXT,
            address TEXT NOT NULL, action TEXT NOT NULL, method TEXT NOT NULL, route TEXT NOT NULL, target_kind TEXT,
            target_id TEXT, run_id TEXT, status BIGINT, outcome TEXT NOT NULL, request_id TEXT NOT NULL)
        """,
        "CREATE INDEX audit_log_by_time ON audit_log (at)",
        "CREATE INDEX audit_log_by_run ON audit_log (run_id) WHERE run_id IS NOT NULL",
        "ALTER TABLE executions ADD COLUMN started_by TEXT",
        "ALTER TABLE executions ADD COLUMN started_by_name TEXT",
        "ALTER TABLE workflow_executions ADD COLUMN started_by TEXT",
        "ALTER TABLE workflow_executions ADD COLUMN started_by_name TEXT",
        "CREATE INDEX executions_by_starter ON executions (started_by) WHERE status NOT IN ('completed', 'failed', 'aborted')",
        """
        CREATE INDEX workflow_executions_by_starter ON workflow_executions (started_by)
            WHERE status NOT IN ('completed', 'failed', 'aborted')
        """,
    ])

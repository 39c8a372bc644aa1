import SQL

/// The first schema: the seed's tables under their names, and ours for runs, steps, signals and events.
let initialSchema = Migration(1, "initial schema", seedTables + runTables + indexes)

private let seedTables: [SQLQuery] = [
    """
    CREATE TABLE agents (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, description TEXT, system_prompt TEXT NOT NULL,
        capabilities TEXT NOT NULL, tools TEXT NOT NULL, objectives TEXT NOT NULL, constraints TEXT NOT NULL,
        memory_settings TEXT NOT NULL, execution_settings TEXT NOT NULL, status TEXT NOT NULL, last_active BIGINT,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, deleted_at BIGINT)
    """,
    """
    CREATE TABLE tasks (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, description TEXT NOT NULL, expected_output TEXT,
        resources TEXT NOT NULL, priority TEXT NOT NULL, status TEXT NOT NULL, deadline BIGINT, estimated_duration TEXT,
        results TEXT NOT NULL, error_message TEXT, started_at BIGINT, completed_at BIGINT,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, deleted_at BIGINT)
    """,
    """
    CREATE TABLE task_dependencies (
        task_id TEXT NOT NULL REFERENCES tasks (id), depends_on TEXT NOT NULL REFERENCES tasks (id),
        position BIGINT NOT NULL, PRIMARY KEY (task_id, depends_on))
    """,
    """
    CREATE TABLE agent_task_association (
        task_id TEXT NOT NULL REFERENCES tasks (id), agent_id TEXT NOT NULL REFERENCES agents (id),
        position BIGINT NOT NULL, PRIMARY KEY (task_id, agent_id))
    """,
    """
    CREATE TABLE executions (
        id TEXT PRIMARY KEY, task_id TEXT NOT NULL REFERENCES tasks (id), agent_id TEXT NOT NULL REFERENCES agents (id),
        workflow_execution_id TEXT, status TEXT NOT NULL, work_directory TEXT NOT NULL,
        output TEXT NOT NULL, agent_response TEXT NOT NULL, error_message TEXT, error_details TEXT NOT NULL,
        start_time BIGINT NOT NULL, end_time BIGINT, needs_interaction BIGINT NOT NULL,
        input_tokens BIGINT, output_tokens BIGINT, cache_read_tokens BIGINT, cache_write_tokens BIGINT,
        cost_usd DOUBLE PRECISION, calls TEXT NOT NULL, method TEXT, degraded BIGINT NOT NULL)
    """,
]

private let runTables: [SQLQuery] = [
    """
    CREATE TABLE runs (
        id TEXT PRIMARY KEY, workflow TEXT NOT NULL, version BIGINT NOT NULL, lane TEXT NOT NULL, state TEXT NOT NULL,
        input TEXT NOT NULL, labels TEXT NOT NULL, topic TEXT NOT NULL, workflow_id TEXT,
        priority BIGINT NOT NULL, parent_id TEXT, idempotency_key TEXT,
        lease_owner TEXT, lease_epoch BIGINT NOT NULL, pause_mode TEXT, event_count BIGINT NOT NULL,
        waits TEXT, wake_at BIGINT, output TEXT, failure TEXT,
        created_at BIGINT NOT NULL, queued_at BIGINT NOT NULL, started_at BIGINT, ended_at BIGINT)
    """,
    """
    CREATE TABLE run_steps (
        run_id TEXT NOT NULL, path TEXT NOT NULL, attempt BIGINT NOT NULL, kind TEXT NOT NULL, position BIGINT NOT NULL,
        call_id TEXT NOT NULL, fingerprint TEXT, status TEXT NOT NULL, output TEXT, failure TEXT, retry_at BIGINT,
        progress TEXT, started_at BIGINT NOT NULL, ended_at BIGINT, PRIMARY KEY (run_id, path, attempt))
    """,
    """
    CREATE TABLE run_signals (
        run_id TEXT NOT NULL, interaction TEXT NOT NULL, question TEXT NOT NULL, answer TEXT,
        asked_at BIGINT NOT NULL, answered_at BIGINT, PRIMARY KEY (run_id, interaction))
    """,
    """
    CREATE TABLE events (
        cursor INTEGER PRIMARY KEY, run_id TEXT, run_seq BIGINT, type TEXT NOT NULL, name TEXT NOT NULL,
        data TEXT NOT NULL, execution_id TEXT, workflow_id TEXT, created_at BIGINT NOT NULL)
    """,
    "CREATE TABLE lease_owners (owner TEXT PRIMARY KEY, expires_at BIGINT NOT NULL)",
]

private let indexes: [SQLQuery] = [
    "CREATE INDEX agents_in_order ON agents (created_at, id) WHERE deleted_at IS NULL",
    "CREATE INDEX tasks_in_order ON tasks (created_at, id) WHERE deleted_at IS NULL",
    "CREATE INDEX executions_in_order ON executions (start_time, id)",
    "CREATE INDEX tasks_by_dependency ON task_dependencies (depends_on)",
    "CREATE INDEX tasks_by_agent ON agent_task_association (agent_id)",
    "CREATE INDEX executions_by_task ON executions (task_id)",
    "CREATE INDEX executions_by_agent ON executions (agent_id)",
    "CREATE UNIQUE INDEX runs_by_key ON runs (idempotency_key) WHERE idempotency_key IS NOT NULL",
    "CREATE INDEX runs_pending ON runs (lane, priority DESC, queued_at) WHERE state = 'pending'",
    "CREATE INDEX runs_waiting ON runs (wake_at) WHERE state = 'waiting'",
    "CREATE INDEX runs_driven ON runs (lease_owner) WHERE state IN ('running', 'pausing', 'aborting')",
    "CREATE INDEX runs_by_parent ON runs (parent_id) WHERE parent_id IS NOT NULL",
    "CREATE UNIQUE INDEX events_of_run ON events (run_id, run_seq) WHERE run_id IS NOT NULL",
    "CREATE INDEX events_of_workflow ON events (workflow_id, cursor) WHERE workflow_id IS NOT NULL",
]

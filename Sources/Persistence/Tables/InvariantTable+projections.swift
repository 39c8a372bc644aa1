import Domain
import SQL

/// What the seed's tables must say, because the runs say it.
extension InvariantTable {
    static let projections: [(Invariant, SQLQuery)] = [
        (
            .projection,
            """
            SELECT executions.id AS run_id, NULL AS path, 'the execution is ' || status || ', its run is ' || state AS what
            FROM executions JOIN runs ON runs.id = executions.id WHERE status <> state
            """
        ),
        (
            .projection,
            """
            SELECT executions.id AS run_id, NULL AS path, 'the execution and its run do not agree on whether it has ended'
                AS what
            FROM executions JOIN runs ON runs.id = executions.id WHERE (end_time IS NULL) <> (ended_at IS NULL)
            """
        ),
        (
            .projection,
            """
            SELECT workflow_executions.id AS run_id, NULL AS path, 'the workflow execution is ' || status || ', its run is '
                || state AS what
            FROM workflow_executions JOIN runs ON runs.id = workflow_executions.id
            WHERE status <> state AND NOT (state = 'completed' AND status = 'failed')
            """
        ),
        (
            .projection,
            """
            SELECT executions.id AS run_id, NULL AS path, 'the execution has no run' AS what
            FROM executions WHERE id NOT IN (SELECT id FROM runs)
            """
        ),
        (
            .projection,
            """
            SELECT workflow_executions.id AS run_id, NULL AS path, 'the workflow execution has no run' AS what
            FROM workflow_executions WHERE id NOT IN (SELECT id FROM runs)
            """
        ),
        (
            .projection,
            """
            SELECT runs.id AS run_id, NULL AS path, 'the run of an execution has no execution' AS what
            FROM runs WHERE topic = 'execution_event' AND id NOT IN (SELECT id FROM executions)
            """
        ),
        (
            .projection,
            """
            SELECT runs.id AS run_id, NULL AS path, 'the run of a workflow has no workflow execution' AS what
            FROM runs WHERE topic = 'workflow_event' AND workflow_id = id
                AND id NOT IN (SELECT id FROM workflow_executions)
            """
        ),
    ]

    static let references: [(Invariant, SQLQuery)] = [
        (
            .references,
            """
            SELECT id AS run_id, NULL AS path, 'the run that started it (' || parent_id || ') is not there' AS what
            FROM runs WHERE parent_id IS NOT NULL AND parent_id NOT IN (SELECT id FROM runs)
            """
        ),
        (
            .references,
            """
            SELECT id AS run_id, NULL AS path, 'its workflow execution (' || workflow_execution_id || ') is not there' AS what
            FROM executions WHERE workflow_execution_id IS NOT NULL
                AND workflow_execution_id NOT IN (SELECT id FROM workflow_executions)
            """
        ),
        (
            .references,
            """
            SELECT execution_id AS run_id, NULL AS path, 'the message ' || id || ' belongs to no workflow execution' AS what
            FROM agent_communications WHERE execution_id NOT IN (SELECT id FROM workflow_executions)
            """
        ),
        (
            .references,
            """
            SELECT run_id, NULL AS path, 'the question ' || interaction || ' belongs to no run' AS what
            FROM run_signals WHERE run_id NOT IN (SELECT id FROM runs)
            """
        ),
    ]
}

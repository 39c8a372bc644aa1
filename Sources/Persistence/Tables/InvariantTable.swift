import Domain
import SQL

/// Statements that find what must not be: each yields run, path and what is wrong.
enum InvariantTable {
    private static let ended: SQLQuery = "('completed', 'failed', 'aborted')"
    private static let driven: SQLQuery = "('running', 'pausing', 'aborting')"

    /// - Parameter limit: how many findings of each kind are enough to act on.
    static func findings(limit: Int, _ dialect: SQLDialect, _ sql: any SQLConnection) throws -> [JournalFinding] {
        try checks(dialect).flatMap { invariant, query in
            try sql.rows("\(query) LIMIT \(limit)").map { row in
                JournalFinding(
                    invariant, run: try row.optionalText("run_id"), path: try row.optionalText("path"), try row.text("what"))
            }
        }
    }

    static func counts(_ sql: any SQLConnection) throws -> (runs: Int, steps: Int, events: Int) {
        (try count("runs", sql), try count("run_steps", sql), try count("events", sql))
    }

    private static func checks(_ dialect: SQLDialect) -> [(Invariant, SQLQuery)] {
        events + endings + attempts + paths + outputs(dialect) + projections + references
    }

    private static let events: [(Invariant, SQLQuery)] = [
        (
            .events,
            """
            SELECT runs.id AS run_id, NULL AS path, 'it has ' || count(run_seq) || ' events, numbered '
                || coalesce(min(run_seq), 0) || ' to ' || coalesce(max(run_seq), 0) || ', instead of those from '
                || (pruned_events + 1) || ' to ' || event_count AS what
            FROM runs LEFT JOIN events ON events.run_id = runs.id GROUP BY runs.id
            HAVING count(run_seq) <> event_count - pruned_events OR min(run_seq) <> pruned_events + 1
                OR max(run_seq) <> event_count
            """
        )
    ]

    private static let endings: [(Invariant, SQLQuery)] = [
        (
            .ending,
            """
            SELECT runs.id AS run_id, NULL AS path, 'it is ' || state || ', but its last event is ' || name AS what
            FROM runs JOIN events ON run_id = runs.id AND run_seq = event_count
            WHERE state IN \(ended) AND name NOT IN \(ended)
            """
        ),
        (
            .ending,
            """
            SELECT id AS run_id, NULL AS path, 'it is ' || state || ', but '
                || CASE WHEN ended_at IS NULL THEN 'has no time of its end' ELSE 'waits for a timer' END AS what
            FROM runs WHERE state IN \(ended) AND (ended_at IS NULL OR wake_at IS NOT NULL)
            """
        ),
        (
            .ending,
            """
            SELECT id AS run_id, NULL AS path, 'it is ' || state || ', but has a time of its end' AS what
            FROM runs WHERE state NOT IN \(ended) AND ended_at IS NOT NULL
            """
        ),
        (
            .lease,
            """
            SELECT id AS run_id, NULL AS path, 'it is ' || state || ' and '
                || CASE WHEN lease_owner IS NULL THEN 'nobody drives it' ELSE 'somebody drives it' END AS what
            FROM runs WHERE (state IN \(driven)) <> (lease_owner IS NOT NULL)
            """
        ),
    ]

    private static let attempts: [(Invariant, SQLQuery)] = [
        (
            .attempts,
            """
            SELECT run_id, path, 'attempt ' || attempt || ' was begun and never ended, though the run is completed' AS what
            FROM run_steps JOIN runs ON runs.id = run_id
            WHERE status = 'started' AND state = 'completed' AND kind IN ('step', 'child')
            """
        ),
        (
            .attempts,
            """
            SELECT run_id, path, 'attempt ' || attempt || ' belongs to no run' AS what
            FROM run_steps WHERE run_id NOT IN (SELECT id FROM runs)
            """
        ),
    ]

    private static let paths: [(Invariant, SQLQuery)] = [
        (
            .paths,
            """
            SELECT run_id, path, 'it succeeded ' || count(*) || ' times' AS what
            FROM run_steps WHERE status = 'completed' GROUP BY run_id, path HAVING count(*) > 1
            """
        ),
        (
            .paths,
            """
            SELECT run_id, path, 'it is of ' || count(DISTINCT kind) || ' kinds' AS what
            FROM run_steps GROUP BY run_id, path HAVING count(DISTINCT kind) > 1
            """
        ),
        (
            .paths,
            """
            SELECT run_id, path, 'of its attempts from ' || min(attempt) || ' to ' || max(attempt) || ' there are '
                || count(*) AS what
            FROM run_steps GROUP BY run_id, path HAVING count(*) <> max(attempt) - min(attempt) + 1
            """
        ),
    ]

    private static func outputs(_ dialect: SQLDialect) -> [(Invariant, SQLQuery)] {
        [
            (
                .outputs,
                """
                SELECT run_id, path, 'attempt ' || attempt || ' is ' || status || ', but its '
                    || CASE WHEN ended_at IS NULL THEN 'time' ELSE 'result' END || ' is not there' AS what
                FROM run_steps
                WHERE status <> 'started' AND (ended_at IS NULL OR (status = 'completed' AND output IS NULL)
                    OR (status = 'failed' AND failure IS NULL))
                """
            ),
            (
                .outputs,
                """
                SELECT run_id, path, 'what attempt ' || attempt || ' left cannot be read' AS what
                FROM run_steps WHERE \(dialect.isNoJSON("output")) OR \(dialect.isNoJSON("failure"))
                """
            ),
            (
                .outputs,
                """
                SELECT id AS run_id, NULL AS path, 'it is ' || state || ', but has no result' AS what
                FROM runs WHERE pruned_at IS NULL AND ((state = 'completed' AND output IS NULL)
                    OR (state = 'failed' AND failure IS NULL))
                """
            ),
            (
                .outputs,
                """
                SELECT id AS run_id, NULL AS path, 'its input or its result cannot be read' AS what
                FROM runs WHERE \(dialect.isNoJSON("input")) OR \(dialect.isNoJSON("output"))
                    OR \(dialect.isNoJSON("failure")) OR \(dialect.isNoJSON("labels")) OR \(dialect.isNoJSON("waits"))
                """
            ),
        ]
    }
}

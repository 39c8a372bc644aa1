import Domain
import DurableExecution
import SQL

/// Statements that let go of what is old.
enum PruningTable {
    private static let ended: SQLQuery = "('completed', 'failed', 'aborted')"

    /// The runs that stand for themselves and ended before a time, oldest first; those are left out that a run which goes on
    /// belongs to or repeats, and the one that holds the newest event: the next cursor follows from that.
    static func roots(endedBefore time: Timestamp, limit: Int, _ sql: any SQLConnection) throws -> [RunID] {
        try sql.rows(
            """
            WITH RECURSIVE live (id) AS (
                SELECT id FROM runs WHERE state NOT IN \(ended)
                UNION
                SELECT CASE way WHEN 0 THEN parent_id ELSE rerun_of END
                FROM live JOIN runs ON runs.id = live.id CROSS JOIN (SELECT 0 AS way UNION ALL SELECT 1) AS ways)
            SELECT id FROM runs
            WHERE parent_id IS NULL AND pruned_at IS NULL AND ended_at < \(time) AND id NOT IN (SELECT id FROM live WHERE id IS NOT NULL)
                AND coalesce(workflow_id, id) NOT IN (SELECT coalesce(workflow_id, run_id, '') FROM events
                    WHERE cursor = (SELECT max(cursor) FROM events))
            ORDER BY ended_at, id LIMIT \(limit)
            """
        ).map { RunID(rawValue: try $0.text("id")) }
    }

    /// A run and all that it started, directly or not, itself last.
    static func family(of run: RunID, _ sql: any SQLConnection) throws -> [RunID] {
        try sql.rows(
            """
            WITH RECURSIVE family (id, depth) AS (
                SELECT id, 0 FROM runs WHERE id = \(run.rawValue)
                UNION ALL
                SELECT runs.id, depth + 1 FROM runs JOIN family ON runs.parent_id = family.id)
            SELECT id FROM family ORDER BY depth DESC, id
            """
        ).map { RunID(rawValue: try $0.text("id")) }
    }

    /// Removes a run's oldest events.
    /// - Returns: how many; none when all are gone.
    static func removeEvents(of run: RunID, limit: Int, _ sql: any SQLTransaction) throws -> Int {
        let row = try sql.row(
            """
            SELECT max(run_seq) AS last, max(cursor) AS place, count(*) AS total FROM (
                SELECT run_seq, cursor FROM events WHERE run_id = \(run.rawValue) ORDER BY run_seq LIMIT \(limit))
            """)
        guard let row, let last = try row.optionalInteger("last") else { return 0 }
        try sql.run("DELETE FROM events WHERE run_id = \(run.rawValue) AND run_seq <= \(last)")
        try sql.run("UPDATE runs SET pruned_events = \(last) WHERE id = \(run.rawValue)")
        try raiseFloor(to: try row.integer("place"), sql)
        return Int(try row.integer("total"))
    }

    /// Removes the oldest events of no run, such as those of agents. - Returns: how many.
    static func removeLooseEvents(before time: Timestamp, limit: Int, _ sql: any SQLTransaction) throws -> Int {
        let rows = try sql.rows(
            """
            SELECT cursor FROM events WHERE (run_id IS NULL OR run_id NOT IN (SELECT id FROM runs)) AND created_at < \(time)
                AND cursor < (SELECT max(cursor) FROM events) ORDER BY cursor LIMIT \(limit)
            """)
        guard let last = try rows.last?.integer("cursor") else { return 0 }
        let places = try rows.map { try $0.integer("cursor") }
        try sql.run("DELETE FROM events WHERE cursor IN (\(list: places))")
        try raiseFloor(to: last, sql)
        return rows.count
    }

    /// The ids of the calls a run made itself.
    static func calls(of run: RunID, _ sql: any SQLConnection) throws -> [String] {
        try sql.rows(
            """
            SELECT call_id FROM run_steps
            WHERE run_id = \(run.rawValue) AND kind = 'step' AND call_id LIKE run_id || '/%'
            """
        ).map { try $0.text("call_id") }
    }

    /// Removes what a run recorded and what came of it; that it was, how it ended and what it cost stays.
    static func removeOutputs(of run: RunID, at now: Timestamp, _ sql: any SQLTransaction) throws {
        let note = "{\"pruned_at\":\"\(now.iso8601)\"}"
        try sql.run("DELETE FROM run_signals WHERE run_id = \(run.rawValue)")
        try sql.run("DELETE FROM run_steps WHERE run_id = \(run.rawValue)")
        try sql.run("DELETE FROM agent_communications WHERE execution_id = \(run.rawValue)")
        try sql.run("UPDATE runs SET output = NULL, pruned_at = \(now) WHERE id = \(run.rawValue)")
        try sql.run(
            "UPDATE executions SET output = \(note), agent_response = '{}', calls = '[]' WHERE id = \(run.rawValue)")
        try sql.run("UPDATE workflow_executions SET results = \(note) WHERE id = \(run.rawValue)")
    }

    /// Whether a run has a row that people see: an execution, or a workflow execution.
    static func isShown(_ run: RunID, _ sql: any SQLConnection) throws -> Bool {
        try count("executions WHERE id = \(run.rawValue)", sql) > 0
            || count("workflow_executions WHERE id = \(run.rawValue)", sql) > 0
    }

    /// The cursor up to which events are not complete any more; 0 while nothing was ever removed.
    static func floor(_ sql: any SQLConnection) throws -> Int64 {
        try sql.row("SELECT cursor FROM event_floor WHERE id = 1")?.integer("cursor") ?? 0
    }

    static func raiseFloor(to cursor: Int64, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE event_floor SET cursor = \(cursor) WHERE id = 1 AND cursor < \(cursor)")
    }
}

import Domain
import DurableExecution
import SQL

/// Where a run stands in line, and on what it waits.
struct RunStanding {
    let id: RunID
    let state: RunState
    let topic: EventType
    let waits: [RunWait]
    let wakeAt: Timestamp?
    let isOwned: Bool
    /// Until when its driver's server counts as living; nil when it never gave a sign of life.
    let leaseEnd: Timestamp?
    /// How many runs of its lane begin before it.
    let ahead: Int
    /// Why its newest failed step is tried again, with the time of that.
    let retry: (failure: RunFailure, at: Timestamp)?
}

extension RunTable {
    static func standing(_ run: RunID, _ sql: any SQLConnection) throws -> RunStanding? {
        let row = try sql.row(
            """
            SELECT runs.*, lease_owners.expires_at FROM runs LEFT JOIN lease_owners ON lease_owners.owner = runs.lease_owner
            WHERE runs.id = \(run.rawValue)
            """)
        guard let row else { return nil }
        let state: RunState = try row.choice("state")
        let waits: [RunWait] = try row.optionalText("waits").map { try JSONColumn.decode(from: $0) } ?? []
        return RunStanding(
            id: run, state: state, topic: try row.choice("topic"), waits: waits,
            wakeAt: try row.optionalTimestamp("wake_at"), isOwned: try row.optionalText("lease_owner") != nil,
            leaseEnd: try row.optionalTimestamp("expires_at"), ahead: state == .pending ? try ahead(of: row, sql) : 0,
            retry: state == .waiting ? try StepTable.retry(of: run, sql) : nil)
    }

    private static func ahead(of row: SQLRow, _ sql: any SQLConnection) throws -> Int {
        let (priority, queued) = (try row.integer("priority"), try row.integer("queued_at"))
        return try count(
            """
            runs WHERE state = 'pending' AND lane = \(try row.text("lane"))
                AND (priority > \(priority) OR priority = \(priority) AND queued_at < \(queued))
            """, sql)
    }

    /// The runs that a run started itself and that are not over, oldest first.
    static func liveChildren(of run: RunID, _ sql: any SQLConnection) throws -> [RunID] {
        try sql.rows(
            """
            SELECT id FROM runs WHERE parent_id = \(run.rawValue) AND state NOT IN ('completed', 'failed', 'aborted')
            ORDER BY created_at, id
            """
        ).map { RunID(rawValue: try $0.text("id")) }
    }
}

extension StepTable {
    /// The newest failed attempt that is followed by another one.
    static func retry(of run: RunID, _ sql: any SQLConnection) throws -> (failure: RunFailure, at: Timestamp)? {
        try sql.row(
            """
            SELECT failure, retry_at FROM run_steps
            WHERE run_id = \(run.rawValue) AND status = 'failed' AND retry_at IS NOT NULL ORDER BY retry_at DESC LIMIT 1
            """
        ).map { (try $0.json("failure"), try $0.timestamp("retry_at")) }
    }
}

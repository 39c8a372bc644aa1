import Domain
import DurableExecution
import SQL

/// Statements over many runs: timers, owners, stop requests.
extension RunTable {
    /// Waiting runs whose timer is due.
    static func due(at now: Timestamp, _ sql: any SQLConnection) throws -> [RunID] {
        try sql.rows("SELECT id FROM runs WHERE state = 'waiting' AND wake_at <= \(now) ORDER BY wake_at LIMIT 1000")
            .map { RunID(rawValue: try $0.text("id")) }
    }

    static func nextTimer(_ sql: any SQLConnection) throws -> Timestamp? {
        try sql.row("SELECT min(wake_at) AS next FROM runs WHERE state = 'waiting'")?.optionalTimestamp("next")
    }

    /// Driven runs whose owner gave no sign of life, or never did.
    static func orphans(excluding owner: String, at now: Timestamp, _ sql: any SQLConnection) throws -> [RunID] {
        try sql.rows(
            """
            SELECT id FROM runs WHERE state IN ('running', 'pausing', 'aborting') AND lease_owner <> \(owner)
                AND lease_owner NOT IN (SELECT owner FROM lease_owners WHERE expires_at > \(now))
            """
        ).map { RunID(rawValue: try $0.text("id")) }
    }

    static func heartbeat(owner: String, until: Timestamp, now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO lease_owners (owner, expires_at) VALUES (\(owner), \(until))
            ON CONFLICT (owner) DO UPDATE SET expires_at = excluded.expires_at
            """)
        try sql.run("DELETE FROM lease_owners WHERE expires_at < \(Timestamp(milliseconds: now.milliseconds - 86_400_000))")
    }

    /// Forgets every owner: whoever has the database to itself knows that the others are gone.
    static func forgetOwners(_ sql: any SQLTransaction) throws {
        try sql.run("DELETE FROM lease_owners")
    }

    /// Removes everything that a run recorded. The newest event of all stays: the next cursor follows from it.
    static func forget(_ run: String, _ sql: any SQLTransaction) throws {
        try sql.run("DELETE FROM run_signals WHERE run_id = \(run)")
        try sql.run("DELETE FROM run_steps WHERE run_id = \(run)")
        try sql.run("DELETE FROM events WHERE run_id = \(run) AND cursor < (SELECT max(cursor) FROM events)")
        try sql.run("DELETE FROM runs WHERE id = \(run)")
    }

    /// What commands ask of driven runs.
    static func stopRequests(of runs: [RunID], _ sql: any SQLConnection) throws -> [RunID: StopRequest] {
        let rows = try sql.rows(
            """
            SELECT \(RunRow.columns) FROM runs
            WHERE id IN (\(list: runs.map(\.rawValue))) AND state IN ('pausing', 'aborting')
            """
        ).map(RunRow.init)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.stopRequest) })
    }
}

extension RunRow {
    fileprivate var stopRequest: StopRequest {
        if state == .aborting { return .abort }
        return pauseMode == .now ? .pauseNow : .pauseAtStep
    }
}

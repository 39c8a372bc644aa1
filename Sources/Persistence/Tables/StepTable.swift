import Domain
import DurableExecution
import SQL

/// The table of attempts of steps: the journal proper.
enum StepTable {
    // MARK: - Statements that change no row when the attempt has ended before: it then stays as it is (D3)

    static func start(_ step: StepStart, of run: RunID) -> SQLQuery {
        insert(step, of: run, status: "started")
    }

    /// Ends an attempt, whether it was announced or not.
    static func complete(_ step: StepStart, of run: RunID, output: JSONText, at ended: Timestamp) -> SQLQuery {
        insert(step, of: run, status: "completed", output: output.text, endedAt: ended)
    }

    static func fail(
        _ step: StepStart, of run: RunID, failure: RunFailure, retryAt: Timestamp?, at ended: Timestamp
    ) throws -> SQLQuery {
        insert(
            step, of: run, status: "failed", failure: try JSONColumn.encode(failure), retryAt: retryAt, endedAt: ended)
    }

    private static func insert(
        _ step: StepStart, of run: RunID, status: String, output: String? = nil, failure: String? = nil,
        retryAt: Timestamp? = nil, endedAt: Timestamp? = nil
    ) -> SQLQuery {
        """
        INSERT INTO run_steps (run_id, path, attempt, kind, position, call_id, fingerprint, status, output, failure,
            retry_at, started_at, ended_at)
        VALUES (\(run.rawValue), \(step.path.rawValue), \(step.attempt), \(step.kind.rawValue), \(step.position),
            \(step.callID), \(step.fingerprint), \(status), \(output), \(failure), \(retryAt),
            \(step.startedAt.milliseconds), \(endedAt))
        ON CONFLICT (run_id, path, attempt) DO UPDATE SET status = excluded.status, output = excluded.output,
            failure = excluded.failure, retry_at = excluded.retry_at, ended_at = excluded.ended_at
        WHERE run_steps.status = 'started'
        """
    }

    // MARK: -

    /// Writes an ended attempt as another run recorded it.
    static func take(_ record: StepRecord, into run: RunID, _ sql: any SQLTransaction) throws {
        // What has ended has a time of its end.
        let ended = record.endedAt.map(Timestamp.init) ?? Timestamp(record.start.startedAt)
        switch record.status {
        case .started: return
        case .completed(let output): try sql.run(complete(record.start, of: run, output: output, at: ended))
        case .failed(let failure, let retryAt):
            try sql.run(
                try fail(record.start, of: run, failure: failure, retryAt: retryAt.map(Timestamp.init), at: ended))
        }
    }

    static func note(progress: String, of step: StepStart, in run: RunID, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            UPDATE run_steps SET progress = \(progress)
            WHERE run_id = \(run.rawValue) AND path = \(step.path.rawValue) AND attempt = \(step.attempt)
            """)
    }

    static func all(of run: RunID, _ sql: any SQLConnection) throws -> [StepRecord] {
        try sql.rows("SELECT * FROM run_steps WHERE run_id = \(run.rawValue) ORDER BY started_at, path, attempt").map(read)
    }

    private static func read(_ row: SQLRow) throws -> StepRecord {
        StepRecord(
            start: StepStart(
                path: StepPath(rawValue: try row.text("path")), kind: try row.choice("kind"),
                position: Int(try row.integer("position")), attempt: Int(try row.integer("attempt")),
                callID: try row.text("call_id"), fingerprint: try row.optionalText("fingerprint"),
                startedAt: Moment(milliseconds: try row.integer("started_at"))),
            status: try status(row), progress: try row.optionalText("progress"),
            endedAt: try row.optionalInteger("ended_at").map(Moment.init(milliseconds:)))
    }

    private static func status(_ row: SQLRow) throws -> StepRecord.Status {
        switch try row.text("status") {
        case "completed": .completed(JSONText(stored: try row.text("output")))
        case "failed":
            .failed(
                try row.json("failure"), retryAt: try row.optionalInteger("retry_at").map(Moment.init(milliseconds:)))
        default: .started
        }
    }
}

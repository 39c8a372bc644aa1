import Domain
import DurableExecution
import SQL

/// What a transaction needs to know of a run to write for it.
struct RunRow {
    let id: RunID
    /// A JSON object, put in front of every event's data.
    let labels: String
    let topic: EventType
    let workflow: String?
    let state: RunState
    let pauseMode: PauseMode?
    /// The number of its newest event.
    let eventCount: Int64

    /// A run that was just created, with its first event.
    init(_ seed: RunSeed, topic: EventType) throws {
        id = seed.id
        labels = try JSONColumn.encode(seed.labels)
        self.topic = topic
        workflow = seed.labels["workflow_execution_id"]
        state = .pending
        pauseMode = nil
        eventCount = 1
    }

    init(_ row: SQLRow) throws {
        id = RunID(rawValue: try row.text("id"))
        labels = try row.text("labels")
        topic = try row.choice("topic")
        workflow = try row.optionalText("workflow_id")
        state = try row.choice("state")
        pauseMode = try row.optionalText("pause_mode").flatMap(PauseMode.init(rawValue:))
        eventCount = try row.integer("event_count")
    }

    static let columns: SQLQuery = "id, labels, topic, workflow_id, state, pause_mode, event_count"
}

/// The table of runs.
///
/// What a change makes of a row is read by a statement of its own: `RETURNING` costs SQLite a table for the answer.
enum RunTable {
    static func insert(_ seed: RunSeed, _ run: RunRow, at now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO runs (id, workflow, version, lane, state, input, labels, topic, workflow_id, priority, parent_id,
                idempotency_key, rerun_of, rerun_from, lease_epoch, event_count, created_at, queued_at)
            VALUES (\(seed.id.rawValue), \(seed.workflow), \(seed.version), \(seed.lane.rawValue),
                \(run.state.rawValue), \(seed.input.text), \(run.labels), \(run.topic.rawValue), \(run.workflow),
                \(seed.priority), \(seed.parent?.rawValue), \(seed.idempotencyKey), \(seed.origin?.run.rawValue),
                \(try seed.origin.map { try JSONColumn.encode($0.steps) }), 0, \(run.eventCount), \(now), \(now))
            """)
    }

    private static let selection: SQLQuery = "SELECT \(RunRow.columns) FROM runs WHERE id = $1"

    static func row(_ run: RunID, _ sql: any SQLConnection) throws -> RunRow? {
        try sql.row(selection.binding(.text(run.rawValue))).map(RunRow.init)
    }

    /// The run as its driver may see it; nil when the lease is void (D5).
    static func row(under lease: RunLease, _ sql: any SQLConnection) throws -> RunRow? {
        try sql.row(
            "SELECT \(RunRow.columns) FROM runs WHERE id = \(lease.run.rawValue) AND lease_epoch = \(lease.epoch)"
        ).map(RunRow.init)
    }

    static func record(_ run: RunID, _ sql: any SQLConnection) throws -> RunRecord? {
        try sql.row("SELECT * FROM runs WHERE id = \(run.rawValue)").map(record)
    }

    static func record(withKey key: String, _ sql: any SQLConnection) throws -> RunRecord? {
        try sql.row("SELECT * FROM runs WHERE idempotency_key = \(key)").map(record)
    }

    /// The statement that takes the next event numbers of a run; it changes no row when the lease is void (D5).
    static func reservation(of numbers: Int, under lease: RunLease) -> SQLQuery {
        """
        UPDATE runs SET event_count = event_count + \(numbers)
        WHERE id = \(lease.run.rawValue) AND lease_epoch = \(lease.epoch)
        """
    }

    /// Takes the next event numbers of a run, whoever drives it.
    static func reserve(_ numbers: Int, of run: RunID, _ sql: any SQLTransaction) throws -> RunRow? {
        try sql.run("UPDATE runs SET event_count = event_count + \(numbers) WHERE id = \(run.rawValue)")
        return try row(run, sql)
    }

    /// Makes up to `limit` pending runs running under a new epoch, the most urgent and oldest first. Each has the next event
    /// number for the telling of it.
    static func claim(
        lane: RunLane, limit: Int, owner: String, at now: Timestamp, _ sql: any SQLTransaction, _ dialect: SQLDialect
    ) throws -> [(RunRecord, RunRow)] {
        let next = try sql.rows(
            """
            SELECT id FROM runs WHERE state = 'pending' AND lane = \(lane.rawValue)
            ORDER BY priority DESC, queued_at LIMIT \(limit) \(dialect.claimLock)
            """)
        return try next.map { try claim(try $0.text("id"), owner: owner, at: now, sql) }
    }

    private static func claim(
        _ run: String, owner: String, at now: Timestamp, _ sql: any SQLTransaction
    ) throws -> (RunRecord, RunRow) {
        try sql.run(
            """
            UPDATE runs SET state = 'running', lease_owner = \(owner), lease_epoch = lease_epoch + 1,
                event_count = event_count + 1,
                started_at = coalesce(started_at, \(now)), pause_mode = NULL, waits = NULL, wake_at = NULL
            WHERE id = \(run)
            """)
        guard let row = try sql.row("SELECT * FROM runs WHERE id = \(run)") else {
            throw SQLError.failed("run \(run) is gone")
        }
        return (try record(row), try RunRow(row))
    }

    /// Stores a run's new state. What belongs to the old one (owner, waits) is cleared; a run that leaves its driver gets a
    /// new epoch, so that the driver writes nothing more (D5).
    /// - Returns: the run with its next event number, for the telling of it.
    static func move(_ run: RunID, to state: RunState, at now: Timestamp, _ change: RunChange, _ sql: any SQLTransaction)
        throws -> RunRow
    {
        try sql.run(
            """
            UPDATE runs SET state = \(state.rawValue), event_count = event_count + 1, pause_mode = \(change.pauseMode?.rawValue),
                lease_epoch = lease_epoch + CASE WHEN \(state.isDriven) = 0 AND lease_owner IS NOT NULL THEN 1 ELSE 0 END,
                lease_owner = CASE WHEN \(state.isDriven) = 1 THEN lease_owner END,
                waits = coalesce(\(change.waits), CASE WHEN \(state.isTerminal) = 0 THEN waits END),
                wake_at = \(change.wakeAt),
                parked_ms = parked_ms + CASE WHEN state IN ('paused', 'waiting') THEN \(now) - coalesce(parked_at, \(now)) ELSE 0 END,
                parked_at = CASE WHEN \(state == .paused || state == .waiting) = 1 THEN \(now) END,
                output = \(change.output?.text), failure = \(try change.failure.map(JSONColumn.encode)),
                queued_at = CASE WHEN \(state == .pending) = 1 THEN \(now) ELSE queued_at END,
                ended_at = CASE WHEN \(state.isTerminal) = 1 THEN \(now) END
            WHERE id = \(run.rawValue)
            """)
        guard let row = try row(run, sql) else { throw SQLError.failed("run \(run) is gone") }
        return row
    }

    static func setPauseMode(_ mode: PauseMode, of run: RunID, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE runs SET pause_mode = \(mode.rawValue) WHERE id = \(run.rawValue)")
    }

    /// Live runs that a run started, directly or not, itself first.
    static func liveFamily(of run: RunID, _ sql: any SQLConnection) throws -> [RunID] {
        try sql.rows(
            """
            WITH RECURSIVE family (id, depth) AS (
                SELECT id, 0 FROM runs WHERE id = \(run.rawValue)
                UNION ALL
                SELECT runs.id, depth + 1 FROM runs JOIN family ON runs.parent_id = family.id)
            SELECT family.id FROM family JOIN runs ON runs.id = family.id
            WHERE depth = 0 OR state NOT IN ('completed', 'failed', 'aborted') ORDER BY depth, family.id
            """
        ).map { RunID(rawValue: try $0.text("id")) }
    }

    private static func origin(_ row: SQLRow) throws -> RunOrigin? {
        guard let run = try row.optionalText("rerun_of") else { return nil }
        return RunOrigin(run: RunID(rawValue: run), steps: try row.json("rerun_from"))
    }

    private static func record(_ row: SQLRow) throws -> RunRecord {
        RunRecord(
            seed: RunSeed(
                id: RunID(rawValue: try row.text("id")), workflow: try row.text("workflow"),
                version: Int(try row.integer("version")), lane: try row.choice("lane"),
                input: JSONText(stored: try row.text("input")), labels: try row.json("labels"),
                priority: Int(try row.integer("priority")), parent: try row.optionalText("parent_id").map(RunID.init),
                idempotencyKey: try row.optionalText("idempotency_key"), origin: try origin(row)),
            state: try row.choice("state"), epoch: try row.integer("lease_epoch"),
            pauseMode: try row.optionalText("pause_mode").flatMap(PauseMode.init(rawValue:)),
            output: try row.optionalText("output").map(JSONText.init(stored:)),
            failure: try row.optionalText("failure").map { try JSONColumn.decode(from: $0) },
            createdAt: Moment(milliseconds: try row.integer("created_at")),
            parked: .milliseconds(try row.integer("parked_ms")))
    }
}

/// What changes with a run's state.
struct RunChange {
    var pauseMode: PauseMode?
    /// JSON text.
    var waits: String?
    var wakeAt: Timestamp?
    var output: JSONText?
    var failure: RunFailure?
}

import Domain
import SQL

/// The table of everything that happened, in the order in which it was committed.
enum EventTable {
    private static let insertion: SQLQuery = """
        INSERT INTO events (run_id, run_seq, type, name, data, execution_id, workflow_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """

    static func insert(_ event: Event, run: (id: String, number: Int64)?, _ sql: any SQLTransaction) throws -> StoredEvent {
        let query = insertion.binding(
            run?.id.sqlValue ?? .null, run?.number.sqlValue ?? .null, .text(event.type.rawValue), .text(event.name),
            .text(event.data), event.subject.execution?.sqlValue ?? .null, event.subject.workflow?.sqlValue ?? .null,
            event.timestamp.sqlValue)
        return StoredEvent(cursor: try sql.insert(query, key: "cursor"), event: event)
    }

    /// Tells that another database took this one's place, at a cursor of choice.
    static func insertRestored(at cursor: Int64, _ now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO events (cursor, type, name, data, created_at)
            VALUES (\(cursor), \(EventType.server.rawValue), 'restored', '{}', \(now))
            """)
    }

    /// Events after a cursor, oldest first.
    static func after(_ cursor: Int64, of subscription: Subscription, limit: Int, _ sql: any SQLConnection) throws
        -> [StoredEvent]
    {
        try sql.rows(
            "SELECT * FROM events WHERE cursor > \(cursor) \(condition(subscription)) ORDER BY cursor LIMIT \(limit)"
        ).map(read)
    }

    /// Events of one run after one of its numbers, oldest first.
    static func ofRun(_ run: String, after number: Int64, limit: Int, _ sql: any SQLConnection) throws -> [StoredEvent] {
        try sql.rows(
            "SELECT * FROM events WHERE run_id = \(run) AND run_seq > \(number) ORDER BY run_seq LIMIT \(limit)"
        ).map(read)
    }

    /// The newest cursor, 0 when nothing ever happened.
    static func newest(_ sql: any SQLConnection) throws -> Int64 {
        try sql.row("SELECT max(cursor) AS newest FROM events")?.optionalInteger("newest") ?? 0
    }

    private static func condition(_ subscription: Subscription) -> SQLQuery {
        switch subscription {
        case .all: ""
        case .agents: "AND type = 'agent_event'"
        case .tasks: "AND type = 'task_event'"
        case .executions: "AND type = 'execution_event'"
        case .workflows: "AND type = 'workflow_event'"
        case .execution(let id): "AND run_id = \(id)"
        case .workflow(let id): "AND workflow_id = \(id)"
        }
    }

    private static func read(_ row: SQLRow) throws -> StoredEvent {
        StoredEvent(
            cursor: try row.integer("cursor"),
            event: Event(
                type: try row.choice("type"), name: try row.text("name"), data: try row.text("data"),
                timestamp: try row.timestamp("created_at"),
                subject: EventSubject(
                    execution: try row.optionalText("execution_id"), workflow: try row.optionalText("workflow_id"))))
    }
}

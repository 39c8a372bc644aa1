import Domain
import SQL

/// Statements that look for a text in everything that is kept.
enum SearchTable {
    /// So many of the newest events are looked through.
    private static let reach: Int64 = 100_000

    static func agents(_ text: String, _ limit: Int, _ sql: any SQLConnection) throws -> [SearchHit] {
        try entities(.agent, "agents", ["name", "role", "description", "system_prompt", "id"], text, limit, sql)
    }

    static func tasks(_ text: String, _ limit: Int, _ sql: any SQLConnection) throws -> [SearchHit] {
        try entities(.task, "tasks", ["title", "description", "expected_output", "id"], text, limit, sql)
    }

    static func patterns(_ text: String, _ limit: Int, _ sql: any SQLConnection) throws -> [SearchHit] {
        try entities(.pattern, "workflow_patterns", ["name", "description", "user_objective", "id"], text, limit, sql)
    }

    /// - Parameter columns: those that are looked through; the first one is the title.
    private static func entities(
        _ kind: SearchHit.Kind, _ table: String, _ columns: [String], _ text: String, _ limit: Int, _ sql: any SQLConnection
    ) throws -> [SearchHit] {
        try sql.rows(
            """
            SELECT * FROM \(raw: table) WHERE deleted_at IS NULL AND (\(contains: text, in: columns))
            ORDER BY updated_at DESC, id LIMIT \(limit)
            """
        ).map { row in
            SearchHit(
                kind, id: try row.text("id"), title: try row.text(columns[0]),
                snippet: try snippet(text, row, columns.dropFirst()), status: try row.text("status"),
                timestamp: try row.timestamp("updated_at"))
        }
    }

    static func workflowExecutions(_ text: String, _ limit: Int, _ sql: any SQLConnection) throws -> [SearchHit] {
        let columns = ["pattern_name", "error_message", "results", "id"]
        return try sql.rows(
            """
            SELECT * FROM workflow_executions WHERE \(contains: text, in: columns)
            ORDER BY created_at DESC, id DESC LIMIT \(limit)
            """
        ).map { row in
            let id = try row.text("id")
            return SearchHit(
                .workflowExecution, id: id, title: try row.text("pattern_name"),
                snippet: try snippet(text, row, columns.dropFirst()), status: try row.text("status"),
                workflowExecutionID: id, timestamp: try row.timestamp("created_at"))
        }
    }

    static func executions(_ text: String, _ limit: Int, _ sql: any SQLConnection) throws -> [SearchHit] {
        let columns = ["title", "name", "executions.error_message", "output", "executions.id"]
        return try sql.rows(
            """
            SELECT executions.id, executions.status, workflow_execution_id, start_time, executions.error_message, output,
                title, name
            FROM executions JOIN tasks ON tasks.id = task_id JOIN agents ON agents.id = agent_id
            WHERE \(contains: text, in: columns) ORDER BY start_time DESC, executions.id DESC LIMIT \(limit)
            """
        ).map { row in
            let id = try row.text("id")
            return SearchHit(
                .execution, id: id, title: "\(try row.text("title")) · \(try row.text("name"))",
                snippet: try snippet(text, row, ["error_message", "output", "id"]), status: try row.text("status"),
                executionID: id, workflowExecutionID: try row.optionalText("workflow_execution_id"),
                timestamp: try row.timestamp("start_time"))
        }
    }

    static func events(_ text: String, _ limit: Int, _ sql: any SQLConnection) throws -> [SearchHit] {
        let oldest = try EventTable.newest(sql) - reach
        return try sql.rows(
            """
            SELECT * FROM events WHERE cursor > \(oldest) AND run_id IS NOT NULL AND (\(contains: text, in: ["data"]))
            ORDER BY cursor DESC LIMIT \(limit)
            """
        ).map { row in
            SearchHit(
                .event, id: try row.text("run_id"), title: try row.text("name"),
                snippet: SearchHit.snippet(of: try row.text("data"), around: text),
                executionID: try row.optionalText("execution_id"),
                workflowExecutionID: try row.optionalText("workflow_id"), timestamp: try row.timestamp("created_at"))
        }
    }

    /// The text around the first place in any of the columns.
    private static func snippet(_ text: String, _ row: SQLRow, _ columns: some Sequence<String>) throws -> String {
        for column in columns {
            let snippet = SearchHit.snippet(of: try row.optionalText(column) ?? "", around: text)
            if !snippet.isEmpty { return snippet }
        }
        return ""
    }
}

import Domain
import SQL

/// Statements over the executions that are over.
enum HistoryTable {
    static func completed(limit: Int, _ sql: any SQLConnection) throws -> [ExecutionRecord] {
        try sql.rows(
            """
            SELECT task_id, agent_id, end_time - coalesce(runs.started_at, start_time) AS took, cost_usd
            FROM executions LEFT JOIN runs ON runs.id = executions.id
            WHERE status = 'completed' AND end_time IS NOT NULL ORDER BY end_time DESC LIMIT \(limit)
            """
        ).map { row in
            ExecutionRecord(
                taskID: TaskID(rawValue: try row.text("task_id")), agentID: AgentID(rawValue: try row.text("agent_id")),
                seconds: Double(try row.integer("took")) / 1000, costUSD: try row.optionalReal("cost_usd"))
        }
    }

    static func failures(_ sql: any SQLConnection) throws -> [AgentID: Int] {
        let rows = try sql.rows(
            "SELECT agent_id, count(*) AS failures FROM executions WHERE status = 'failed' GROUP BY agent_id")
        return Dictionary(
            uniqueKeysWithValues: try rows.map {
                (AgentID(rawValue: try $0.text("agent_id")), Int(try $0.integer("failures")))
            })
    }

    /// How many rows of a table there are in each status.
    static func statuses(of table: SQLQuery, _ sql: any SQLConnection) throws -> [String: Int] {
        let rows = try sql.rows("SELECT status, count(*) AS total FROM \(table) GROUP BY status")
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("status"), Int(try $0.integer("total"))) })
    }

    /// How many runs there are in each state.
    static func runs(_ sql: any SQLConnection) throws -> [String: Int] {
        let rows = try sql.rows("SELECT state, count(*) AS total FROM runs GROUP BY state")
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("state"), Int(try $0.integer("total"))) })
    }

    /// How many executions there are in each status, how long those took that are over, and what they cost.
    static func work(_ sql: any SQLConnection) throws -> [WorkFigure] {
        try sql.rows(
            """
            SELECT NULL AS workflow_type, status, count(*) AS total, sum(end_time - start_time) AS took,
                sum(cost_usd) AS cost, sum(input_tokens) AS input, sum(output_tokens) AS output
            FROM executions GROUP BY status
            """
        ).map(WorkFigure.init)
    }

    /// How many workflow executions of each pattern there are in each status, and the same of them.
    static func workflows(_ sql: any SQLConnection) throws -> [WorkFigure] {
        try sql.rows(
            """
            SELECT workflow_type, status, count(*) AS total, sum(completed_at - coalesce(started_at, created_at)) AS took,
                sum(cost_usd) AS cost, sum(input_tokens) AS input, sum(output_tokens) AS output
            FROM workflow_executions GROUP BY workflow_type, status
            """
        ).map(WorkFigure.init)
    }

    /// How many executions ended since a time.
    static func ended(since: Timestamp, _ sql: any SQLConnection) throws -> Int {
        try count("executions WHERE end_time >= \(since)", sql)
    }

    /// What each agent works on now, did today, and how long it takes on average.
    static func activities(since: Timestamp, _ sql: any SQLConnection) throws -> [AgentID: AgentActivity] {
        let rows = try sql.rows(
            """
            SELECT agent_id, sum(CASE WHEN status = 'completed' AND end_time >= \(since) THEN 1 ELSE 0 END) AS today,
                avg(CASE WHEN status = 'completed' THEN end_time - start_time END) AS average,
                max(CASE WHEN status IN ('running', 'pausing', 'aborting') THEN id END) AS current
            FROM executions GROUP BY agent_id
            """)
        let pairs = try rows.map { row in
            (
                AgentID(rawValue: try row.text("agent_id")),
                AgentActivity(
                    current: try row.optionalText("current").map(ExecutionID.init),
                    completedToday: Int(try row.integer("today")),
                    averageSeconds: try row.optionalReal("average").map { $0 / 1000 })
            )
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}

extension WorkFigure {
    fileprivate init(_ row: SQLRow) throws {
        self.init(
            type: try row.optionalText("workflow_type").flatMap { WorkflowType(rawValue: $0) },
            status: try row.choice("status"),
            count: Int(try row.integer("total")), seconds: Double(try row.optionalInteger("took") ?? 0) / 1000,
            usage: Usage(
                inputTokens: try row.optionalInteger("input").map(Int.init),
                outputTokens: try row.optionalInteger("output").map(Int.init), costUSD: try row.optionalReal("cost")))
    }
}

import Domain
import SQL

/// The table of executions: a projection of their runs, written in the same transactions.
enum ExecutionTable {
    static func insert(_ execution: Execution, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO executions (id, task_id, agent_id, workflow_execution_id, status, work_directory, output,
                agent_response, error_details, start_time, needs_interaction, calls, degraded, rerun_of,
                started_by, started_by_name)
            VALUES (\(execution.id), \(execution.taskID), \(execution.agentID), \(execution.workflowExecutionID),
                \(execution.status.rawValue), \(execution.workDirectory), '{}', '{}', '{}', \(execution.startTime), 0,
                '[]', 0, \(execution.rerunOf), \(execution.startedBy?.id), \(execution.startedBy?.name))
            """)
    }

    /// Stores the columns that change while an execution runs and when it ends.
    static func update(_ execution: Execution, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            UPDATE executions SET status = \(execution.status.rawValue), output = \(try JSONColumn.encode(execution.output)),
                agent_response = \(try JSONColumn.encode(execution.agentResponse)),
                error_message = \(execution.errorMessage), error_details = \(try JSONColumn.encode(execution.errorDetails)),
                end_time = \(execution.endTime), needs_interaction = \(execution.needsInteraction),
                input_tokens = \(execution.usage.inputTokens), output_tokens = \(execution.usage.outputTokens),
                cache_read_tokens = \(execution.usage.cacheReadTokens),
                cache_write_tokens = \(execution.usage.cacheWriteTokens), cost_usd = \(execution.usage.costUSD),
                calls = \(try JSONColumn.encode(execution.calls)), method = \(execution.method),
                degraded = \(execution.isDegraded)
            WHERE id = \(execution.id)
            """)
    }

    /// Adds a call of a model, and what it used.
    static func add(_ call: ModelCallReport, to id: ExecutionID, _ sql: any SQLTransaction) throws {
        let row = try sql.row(
            """
            SELECT calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cost_usd
            FROM executions WHERE id = \(id)
            """)
        guard let row else { return }
        let usage = try row.usage() + call.usage
        // An array of our own: the others need not be read to add one.
        let others = try row.text("calls").dropLast()
        let calls = "\(others)\(others == "[" ? "" : ",")\(call.json.text)]"
        try sql.run(
            """
            UPDATE executions SET calls = \(calls), input_tokens = \(usage.inputTokens),
                output_tokens = \(usage.outputTokens), cache_read_tokens = \(usage.cacheReadTokens),
                cache_write_tokens = \(usage.cacheWriteTokens), cost_usd = \(usage.costUSD)
            WHERE id = \(id)
            """)
    }

    static func setNeedsInteraction(_ needed: Bool, _ id: String, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE executions SET needs_interaction = \(needed) WHERE id = \(id)")
    }

    static func delete(_ id: ExecutionID, _ sql: any SQLTransaction) throws {
        try sql.run("DELETE FROM executions WHERE id = \(id)")
        try RunTable.forget(id.rawValue, sql)
    }

    static func find(_ id: ExecutionID, _ sql: any SQLConnection) throws -> Execution? {
        try sql.row("SELECT * FROM executions WHERE id = \(id)").map(read)
    }

    static func list(_ filter: ExecutionFilter, _ page: Page, _ sql: any SQLConnection) throws -> Paged<Execution> {
        let condition = filter.condition
        let rows = try sql.rows(
            """
            SELECT * FROM executions WHERE \(condition) ORDER BY start_time DESC, id DESC
            LIMIT \(page.limit) OFFSET \(page.offset)
            """)
        return Paged(items: try rows.map(read), total: try count("executions WHERE \(condition)", sql), page: page)
    }

    /// The executions of an agent or a task that are not over.
    static func live(_ filter: ExecutionFilter, _ sql: any SQLConnection) throws -> [ExecutionID] {
        try sql.rows(
            """
            SELECT id FROM executions WHERE \(filter.condition) AND status NOT IN ('completed', 'failed', 'aborted')
            ORDER BY start_time, id
            """
        ).map { ExecutionID(rawValue: try $0.text("id")) }
    }

    /// The executions of a workflow execution that its own run started, oldest first.
    static func all(of workflow: WorkflowExecutionID, _ sql: any SQLConnection) throws -> [Execution] {
        try sql.rows("SELECT * FROM executions WHERE workflow_execution_id = \(workflow) ORDER BY start_time, id").map(read)
    }

    /// The executions that a workflow execution took over from the one that it repeats, oldest first.
    static func kept(by workflow: WorkflowExecutionID, _ sql: any SQLConnection) throws -> [Execution] {
        try sql.rows(
            """
            SELECT * FROM executions WHERE id IN (SELECT call_id FROM run_steps WHERE run_id = \(workflow) AND kind = 'child')
                AND workflow_execution_id <> \(workflow)
            ORDER BY start_time, id
            """
        ).map(read)
    }

    /// Who is at work in a workflow execution at this moment.
    static func drivenAgents(of workflow: WorkflowExecutionID, _ sql: any SQLConnection) throws -> [AgentID] {
        try sql.rows(
            """
            SELECT DISTINCT agent_id FROM executions
            WHERE workflow_execution_id = \(workflow) AND status IN ('running', 'pausing', 'aborting') ORDER BY agent_id
            """
        ).map { AgentID(rawValue: try $0.text("agent_id")) }
    }

    /// Whether an execution of a workflow execution waits for a person.
    static func isAsking(in workflow: WorkflowExecutionID, _ sql: any SQLConnection) throws -> Bool {
        try sql.row(
            """
            SELECT 1 AS one FROM executions WHERE workflow_execution_id = \(workflow) AND needs_interaction = 1 LIMIT 1
            """) != nil
    }

    /// Whether an agent is at work at this moment.
    static func isDriven(agent: AgentID, _ sql: any SQLConnection) throws -> Bool {
        try sql.row(
            """
            SELECT 1 AS one FROM executions
            WHERE agent_id = \(agent) AND status IN ('running', 'pausing', 'aborting') LIMIT 1
            """) != nil
    }

    /// How many executions that somebody started by themselves are not over.
    static func liveCount(startedBy user: String, _ sql: any SQLConnection) throws -> Int {
        try count(
            """
            executions WHERE started_by = \(user) AND workflow_execution_id IS NULL
                AND status NOT IN ('completed', 'failed', 'aborted')
            """, sql)
    }

    private static func read(_ row: SQLRow) throws -> Execution {
        var execution = Execution(
            id: ExecutionID(rawValue: try row.text("id")), taskID: TaskID(rawValue: try row.text("task_id")),
            agentID: AgentID(rawValue: try row.text("agent_id")), workDirectory: try row.text("work_directory"),
            startTime: try row.timestamp("start_time"))
        execution.workflowExecutionID = try row.optionalText("workflow_execution_id")
        execution.status = try row.choice("status")
        execution.output = try row.json("output")
        execution.agentResponse = try row.json("agent_response")
        execution.errorMessage = try row.optionalText("error_message")
        execution.errorDetails = try row.json("error_details")
        execution.endTime = try row.optionalTimestamp("end_time")
        execution.needsInteraction = try row.bool("needs_interaction")
        execution.usage = try row.usage()
        execution.calls = try row.json("calls")
        execution.method = try row.optionalText("method")
        execution.isDegraded = try row.bool("degraded")
        execution.rerunOf = try row.optionalText("rerun_of").map(ExecutionID.init)
        execution.startedBy = try row.author()
        return execution
    }
}

extension ExecutionFilter {
    fileprivate var condition: SQLQuery {
        var query: SQLQuery = "1 = 1"
        if let status { query = "\(query) AND status = \(status.rawValue)" }
        if let task { query = "\(query) AND task_id = \(task)" }
        if let agent { query = "\(query) AND agent_id = \(agent)" }
        if let workflow { query = "\(query) AND workflow_execution_id = \(workflow)" }
        return query
    }
}

extension SQLRow {
    /// The columns that say who started a run.
    func author() throws -> Author? {
        guard let id = try optionalText("started_by") else { return nil }
        return Author(id: id, name: try text("started_by_name"))
    }
}

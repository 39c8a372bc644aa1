import Domain
import SQL

/// The table of workflow executions: a projection of their runs, written in the same transactions.
enum WorkflowExecutionTable {
    static func insert(_ execution: WorkflowExecution, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO workflow_executions (id, pattern_id, pattern_name, workflow_type, agents, tasks, work_directory,
                status, progress, progress_percentage, current_step, active_agents, completed_tasks, failed_tasks, results,
                metadata, needs_interaction, created_at, updated_at, rerun_of, rerun_from,
                started_by, started_by_name)
            VALUES (\(execution.id), \(execution.patternID), \(execution.patternName), \(execution.workflowType.rawValue),
                \(try JSONColumn.encode(execution.agentIDs)), \(try JSONColumn.encode(execution.taskIDs)),
                \(execution.workDirectory), \(execution.status.rawValue), \(try JSONColumn.encode(execution.progress)), 0, '',
                '[]', \(try JSONColumn.encode(execution.completedTasks)), \(try JSONColumn.encode(execution.failedTasks)), '{}',
                '{}', 0, \(execution.createdAt), \(execution.createdAt), \(execution.rerunOf),
                \(try JSONColumn.encode(execution.rerunFrom)), \(execution.startedBy?.id), \(execution.startedBy?.name))
            """)
    }

    /// Stores every column that changes; while it runs, the narrower ones below are enough.
    static func update(_ execution: WorkflowExecution, _ sql: any SQLTransaction) throws {
        let usage = execution.usage
        try sql.run(
            """
            UPDATE workflow_executions SET status = \(execution.status.rawValue),
                progress = \(try JSONColumn.encode(execution.progress)),
                progress_percentage = \(execution.progress.fraction * 100),
                current_step = \(execution.progress.currentStep),
                active_agents = \(try JSONColumn.encode(execution.progress.activeAgents)),
                completed_tasks = \(try JSONColumn.encode(execution.completedTasks)),
                failed_tasks = \(try JSONColumn.encode(execution.failedTasks)), results = \(try JSONColumn.encode(execution.results)),
                metadata = \(try JSONColumn.encode(execution.metrics)), input_tokens = \(usage.inputTokens),
                output_tokens = \(usage.outputTokens), cache_read_tokens = \(usage.cacheReadTokens),
                cache_write_tokens = \(usage.cacheWriteTokens), cost_usd = \(usage.costUSD),
                error_message = \(execution.errorMessage), needs_interaction = \(execution.needsInteraction),
                started_at = \(execution.startedAt), completed_at = \(execution.completedAt),
                updated_at = \(execution.updatedAt)
            WHERE id = \(execution.id)
            """)
    }

    /// Removes it with everything its run recorded; its executions are removed by themselves.
    static func delete(_ id: WorkflowExecutionID, _ sql: any SQLTransaction) throws {
        try sql.run("DELETE FROM workflow_executions WHERE id = \(id)")
        try sql.run("DELETE FROM agent_communications WHERE execution_id = \(id)")
        try RunTable.forget(id.rawValue, sql)
    }

    static func find(_ id: WorkflowExecutionID, _ sql: any SQLConnection) throws -> WorkflowExecution? {
        try sql.row("SELECT * FROM workflow_executions WHERE id = \(id)").map(read)
    }

    static func list(_ filter: WorkflowExecutionFilter, _ page: Page, _ sql: any SQLConnection) throws
        -> Paged<WorkflowExecution>
    {
        let condition = filter.condition
        let rows = try sql.rows(
            """
            SELECT * FROM workflow_executions WHERE \(condition) ORDER BY created_at DESC, id DESC
            LIMIT \(page.limit) OFFSET \(page.offset)
            """)
        return Paged(
            items: try rows.map(read), total: try count("workflow_executions WHERE \(condition)", sql), page: page)
    }

    /// The executions that repeat one, oldest first.
    static func reruns(of id: WorkflowExecutionID, _ sql: any SQLConnection) throws -> [WorkflowExecutionID] {
        try sql.rows("SELECT id FROM workflow_executions WHERE rerun_of = \(id) ORDER BY created_at, id").map {
            WorkflowExecutionID(rawValue: try $0.text("id"))
        }
    }

    /// Those that are not over.
    static func live(_ filter: WorkflowExecutionFilter, _ sql: any SQLConnection) throws -> [WorkflowExecutionID] {
        try sql.rows(
            """
            SELECT id FROM workflow_executions
            WHERE \(filter.condition) AND status NOT IN ('completed', 'failed', 'aborted') ORDER BY created_at, id
            """
        ).map { WorkflowExecutionID(rawValue: try $0.text("id")) }
    }

    /// How many that somebody started are not over.
    static func liveCount(startedBy user: String, _ sql: any SQLConnection) throws -> Int {
        try count(
            "workflow_executions WHERE started_by = \(user) AND status NOT IN ('completed', 'failed', 'aborted')", sql)
    }

    private static func read(_ row: SQLRow) throws -> WorkflowExecution {
        var execution = WorkflowExecution(
            id: WorkflowExecutionID(rawValue: try row.text("id")),
            patternID: try row.optionalText("pattern_id").map(WorkflowPatternID.init),
            patternName: try row.text("pattern_name"), workflowType: try row.choice("workflow_type"),
            agentIDs: try row.json("agents"), taskIDs: try row.json("tasks"),
            workDirectory: try row.text("work_directory"), createdAt: try row.timestamp("created_at"))
        execution.status = try row.choice("status")
        execution.progress = try row.json("progress")
        execution.progress.activeAgents = try row.json("active_agents")
        execution.completedTasks = try row.json("completed_tasks")
        execution.failedTasks = try row.json("failed_tasks")
        execution.results = try row.json("results")
        execution.metrics = try row.json("metadata")
        execution.usage = try row.usage()
        execution.errorMessage = try row.optionalText("error_message")
        execution.needsInteraction = try row.bool("needs_interaction")
        execution.startedAt = try row.optionalTimestamp("started_at")
        execution.completedAt = try row.optionalTimestamp("completed_at")
        execution.updatedAt = try row.timestamp("updated_at")
        execution.rerunOf = try row.optionalText("rerun_of").map(WorkflowExecutionID.init)
        execution.rerunFrom = try row.json("rerun_from")
        execution.startedBy = try row.author()
        return execution
    }
}

extension WorkflowExecutionFilter {
    fileprivate var condition: SQLQuery {
        var query: SQLQuery = "1 = 1"
        if let status { query = "\(query) AND status = \(status.rawValue)" }
        if let pattern { query = "\(query) AND pattern_id = \(pattern)" }
        return query
    }
}

extension SQLRow {
    /// The columns of tokens and money.
    func usage() throws -> Usage {
        Usage(
            inputTokens: try optionalInteger("input_tokens").map(Int.init),
            outputTokens: try optionalInteger("output_tokens").map(Int.init),
            cacheReadTokens: try optionalInteger("cache_read_tokens").map(Int.init),
            cacheWriteTokens: try optionalInteger("cache_write_tokens").map(Int.init),
            costUSD: try optionalReal("cost_usd"))
    }
}

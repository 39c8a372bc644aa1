import Domain
import SQL

/// The table of workflow patterns.
enum WorkflowPatternTable {
    static func insert(_ pattern: WorkflowPattern, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO workflow_patterns (id, name, description, workflow_type, user_objective, agent_ids, task_ids,
                project_directory, configuration, dependencies, status, created_at, updated_at)
            VALUES (\(pattern.id), \(pattern.name), \(pattern.description), \(pattern.workflowType.rawValue),
                \(pattern.userObjective), \(try JSONColumn.encode(pattern.agentIDs)),
                \(try JSONColumn.encode(pattern.taskIDs)), \(pattern.projectDirectory),
                \(try JSONColumn.encode(pattern.configuration)), \(try JSONColumn.encode(pattern.dependencies)),
                \(pattern.status.rawValue), \(pattern.createdAt), \(pattern.updatedAt))
            """)
    }

    static func update(_ pattern: WorkflowPattern, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            UPDATE workflow_patterns SET name = \(pattern.name), description = \(pattern.description),
                workflow_type = \(pattern.workflowType.rawValue), user_objective = \(pattern.userObjective),
                agent_ids = \(try JSONColumn.encode(pattern.agentIDs)),
                task_ids = \(try JSONColumn.encode(pattern.taskIDs)), project_directory = \(pattern.projectDirectory),
                configuration = \(try JSONColumn.encode(pattern.configuration)),
                dependencies = \(try JSONColumn.encode(pattern.dependencies)), status = \(pattern.status.rawValue),
                updated_at = \(pattern.updatedAt)
            WHERE id = \(pattern.id)
            """)
    }

    /// Hides a pattern; its executions stay, and its name is free again.
    static func delete(_ id: WorkflowPatternID, at now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE workflow_patterns SET deleted_at = \(now) WHERE id = \(id)")
    }

    static func find(_ id: WorkflowPatternID, _ sql: any SQLConnection) throws -> WorkflowPattern? {
        try sql.row("SELECT * FROM workflow_patterns WHERE id = \(id) AND deleted_at IS NULL").map(read)
    }

    static func find(named name: String, _ sql: any SQLConnection) throws -> WorkflowPattern? {
        try sql.row("SELECT * FROM workflow_patterns WHERE name = \(name) AND deleted_at IS NULL").map(read)
    }

    /// - Parameter status: nil for any.
    static func list(_ status: WorkflowPatternStatus?, _ page: Page, _ sql: any SQLConnection) throws
        -> Paged<WorkflowPattern>
    {
        var condition: SQLQuery = "deleted_at IS NULL"
        if let status { condition = "\(condition) AND status = \(status.rawValue)" }
        let rows = try sql.rows(
            """
            SELECT * FROM workflow_patterns WHERE \(condition) ORDER BY created_at, id
            LIMIT \(page.limit) OFFSET \(page.offset)
            """)
        return Paged(items: try rows.map(read), total: try count("workflow_patterns WHERE \(condition)", sql), page: page)
    }

    private static func read(_ row: SQLRow) throws -> WorkflowPattern {
        let draft = WorkflowPatternDraft(
            name: try row.text("name"), description: try row.optionalText("description"),
            workflowType: try row.choice("workflow_type"), userObjective: try row.text("user_objective"),
            agentIDs: try row.json("agent_ids"), taskIDs: try row.json("task_ids"),
            projectDirectory: try row.optionalText("project_directory"), configuration: try row.json("configuration"),
            dependencies: try row.json("dependencies"), status: try row.choice("status"))
        var pattern = WorkflowPattern(
            draft, type: try row.choice("workflow_type"), id: WorkflowPatternID(rawValue: try row.text("id")),
            now: try row.timestamp("updated_at"))
        pattern.createdAt = try row.timestamp("created_at")
        return pattern
    }
}

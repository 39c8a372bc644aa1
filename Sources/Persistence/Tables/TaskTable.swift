import Domain
import SQL

/// The table of tasks, with the tables of what they depend on and of who is assigned.
enum TaskTable {
    static func insert(_ task: AgentTask, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO tasks (id, title, description, expected_output, resources, priority, status, deadline,
                estimated_duration, results, error_message, started_at, completed_at, created_at, updated_at)
            VALUES (\(task.id), \(task.title), \(task.description), \(task.expectedOutput),
                \(try JSONColumn.encode(task.resources)), \(task.priority.rawValue), \(task.status.rawValue),
                \(task.deadline), \(try task.estimatedDuration.map(JSONColumn.encode)),
                \(try JSONColumn.encode(task.results)), \(task.errorMessage), \(task.startedAt), \(task.completedAt),
                \(task.createdAt), \(task.updatedAt))
            """)
        try insertLinks(of: task, sql)
    }

    static func update(_ task: AgentTask, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            UPDATE tasks SET title = \(task.title), description = \(task.description),
                expected_output = \(task.expectedOutput), resources = \(try JSONColumn.encode(task.resources)),
                priority = \(task.priority.rawValue), status = \(task.status.rawValue), deadline = \(task.deadline),
                estimated_duration = \(try task.estimatedDuration.map(JSONColumn.encode)),
                results = \(try JSONColumn.encode(task.results)), error_message = \(task.errorMessage),
                started_at = \(task.startedAt), completed_at = \(task.completedAt), updated_at = \(task.updatedAt)
            WHERE id = \(task.id)
            """)
        try sql.run("DELETE FROM task_dependencies WHERE task_id = \(task.id)")
        try sql.run("DELETE FROM agent_task_association WHERE task_id = \(task.id)")
        try insertLinks(of: task, sql)
    }

    /// Stores what came of a task; its links stay as they are.
    static func updateProgress(_ task: AgentTask, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            UPDATE tasks SET status = \(task.status.rawValue), results = \(try JSONColumn.encode(task.results)),
                error_message = \(task.errorMessage), started_at = \(task.startedAt), completed_at = \(task.completedAt),
                updated_at = \(task.updatedAt)
            WHERE id = \(task.id)
            """)
    }

    /// Hides a task, and takes it off the tasks that depend on it; what came of it stays.
    static func delete(_ id: TaskID, at now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE tasks SET deleted_at = \(now) WHERE id = \(id)")
        try sql.run("DELETE FROM task_dependencies WHERE depends_on = \(id)")
    }

    static func unassign(_ agent: AgentID, from task: TaskID, _ sql: any SQLTransaction) throws {
        try sql.run("DELETE FROM agent_task_association WHERE agent_id = \(agent) AND task_id = \(task)")
    }

    static func find(_ id: TaskID, _ sql: any SQLConnection) throws -> AgentTask? {
        try find([id], sql).first
    }

    /// The tasks with these ids, in the order of the ids; unknown ones are left out.
    static func find(_ ids: [TaskID], _ sql: any SQLConnection) throws -> [AgentTask] {
        let rows = try sql.rows("SELECT * FROM tasks WHERE id IN (\(list: ids)) AND deleted_at IS NULL")
        let byID = Dictionary(uniqueKeysWithValues: try read(rows, sql).map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    static func list(_ filter: TaskFilter, _ page: Page, _ sql: any SQLConnection) throws -> Paged<AgentTask> {
        let condition = filter.condition
        let rows = try sql.rows(
            "SELECT * FROM tasks WHERE \(condition) ORDER BY created_at, id LIMIT \(page.limit) OFFSET \(page.offset)")
        return Paged(items: try read(rows, sql), total: try count("tasks WHERE \(condition)", sql), page: page)
    }

    /// The tasks that an agent is assigned to.
    static func assigned(to agent: AgentID, _ sql: any SQLConnection) throws -> [AgentTask] {
        let rows = try sql.rows(
            """
            SELECT * FROM tasks WHERE deleted_at IS NULL
                AND id IN (SELECT task_id FROM agent_task_association WHERE agent_id = \(agent)) ORDER BY created_at, id
            """)
        return try read(rows, sql)
    }

    /// The tasks that depend on a task.
    static func dependents(of task: TaskID, _ sql: any SQLConnection) throws -> [TaskID] {
        try sql.rows("SELECT task_id FROM task_dependencies WHERE depends_on = \(task) ORDER BY task_id")
            .map { TaskID(rawValue: try $0.text("task_id")) }
    }

    /// Every dependency that can be reached from some tasks.
    static func graph(from tasks: [TaskID], _ sql: any SQLConnection) throws -> [TaskID: [TaskID]] {
        let rows = try sql.rows(
            """
            WITH RECURSIVE reached (id) AS (
                SELECT id FROM tasks WHERE id IN (\(list: tasks))
                UNION
                SELECT depends_on FROM task_dependencies JOIN reached ON task_id = reached.id)
            SELECT task_id, depends_on FROM task_dependencies WHERE task_id IN (SELECT id FROM reached)
            """)
        return Dictionary(
            grouping: try rows.map {
                (TaskID(rawValue: try $0.text("task_id")), TaskID(rawValue: try $0.text("depends_on")))
            },
            by: \.0
        ).mapValues { $0.map(\.1) }
    }

    private static func insertLinks(of task: AgentTask, _ sql: any SQLTransaction) throws {
        for (position, dependency) in task.dependencies.enumerated() {
            try sql.run(
                """
                INSERT INTO task_dependencies (task_id, depends_on, position)
                VALUES (\(task.id), \(dependency), \(position))
                """)
        }
        for (position, agent) in task.assignedAgentIDs.enumerated() {
            try sql.run(
                """
                INSERT INTO agent_task_association (task_id, agent_id, position)
                VALUES (\(task.id), \(agent), \(position))
                """)
        }
    }
}

// MARK: - Reading

extension TaskTable {
    private static func read(_ rows: [SQLRow], _ sql: any SQLConnection) throws -> [AgentTask] {
        let ids = try rows.map { try $0.text("id") }
        let dependencies = try links(
            "SELECT task_id, depends_on AS other FROM task_dependencies WHERE task_id IN (\(list: ids)) ORDER BY position",
            sql)
        let agents = try links(
            """
            SELECT task_id, agent_id AS other FROM agent_task_association WHERE task_id IN (\(list: ids)) ORDER BY position
            """, sql)
        return try rows.map { row in
            let id = try row.text("id")
            return try read(row, dependencies: dependencies[id] ?? [], agents: agents[id] ?? [])
        }
    }

    private static func links(_ query: SQLQuery, _ sql: any SQLConnection) throws -> [String: [String]] {
        let pairs = try sql.rows(query).map { (try $0.text("task_id"), try $0.text("other")) }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1) }
    }

    private static func read(_ row: SQLRow, dependencies: [String], agents: [String]) throws -> AgentTask {
        let draft = TaskDraft(
            title: try row.text("title"), description: try row.text("description"),
            expectedOutput: try row.optionalText("expected_output"), resources: try row.json("resources"),
            dependencies: dependencies.map(TaskID.init), priority: try row.choice("priority"),
            status: try row.choice("status"), deadline: try row.optionalTimestamp("deadline"),
            estimatedDuration: try row.optionalText("estimated_duration").map { try JSONColumn.decode(from: $0) },
            assignedAgentIDs: agents.map(AgentID.init))
        var task = AgentTask(draft, id: TaskID(rawValue: try row.text("id")), now: try row.timestamp("updated_at"))
        task.results = try row.json("results")
        task.errorMessage = try row.optionalText("error_message")
        task.startedAt = try row.optionalTimestamp("started_at")
        task.completedAt = try row.optionalTimestamp("completed_at")
        task.createdAt = try row.timestamp("created_at")
        return task
    }
}

extension TaskFilter {
    fileprivate var condition: SQLQuery {
        var query: SQLQuery = "deleted_at IS NULL"
        if let status { query = "\(query) AND status = \(status.rawValue)" }
        if let priority { query = "\(query) AND priority = \(priority.rawValue)" }
        if let agent {
            query = "\(query) AND id IN (SELECT task_id FROM agent_task_association WHERE agent_id = \(agent))"
        }
        if let text { query = "\(query) AND (\(contains: text, in: ["title", "description"]))" }
        return query
    }
}

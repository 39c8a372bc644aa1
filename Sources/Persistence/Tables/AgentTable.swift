import Domain
import SQL

/// The table of agents.
enum AgentTable {
    static func insert(_ agent: Agent, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO agents (id, name, role, description, system_prompt, capabilities, tools, objectives, constraints,
                memory_settings, execution_settings, status, last_active, created_at, updated_at)
            VALUES (\(agent.id), \(agent.name), \(agent.role), \(agent.description), \(agent.systemPrompt),
                \(try JSONColumn.encode(agent.capabilities)), \(try JSONColumn.encode(agent.tools)),
                \(try JSONColumn.encode(agent.objectives)), \(try JSONColumn.encode(agent.constraints)),
                \(try JSONColumn.encode(agent.memorySettings)), \(try JSONColumn.encode(agent.executionSettings)),
                \(agent.status.rawValue), \(agent.lastActive), \(agent.createdAt), \(agent.updatedAt))
            """)
    }

    static func update(_ agent: Agent, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            UPDATE agents SET name = \(agent.name), role = \(agent.role), description = \(agent.description),
                system_prompt = \(agent.systemPrompt), capabilities = \(try JSONColumn.encode(agent.capabilities)),
                tools = \(try JSONColumn.encode(agent.tools)), objectives = \(try JSONColumn.encode(agent.objectives)),
                constraints = \(try JSONColumn.encode(agent.constraints)),
                memory_settings = \(try JSONColumn.encode(agent.memorySettings)),
                execution_settings = \(try JSONColumn.encode(agent.executionSettings)), status = \(agent.status.rawValue),
                last_active = \(agent.lastActive), updated_at = \(agent.updatedAt)
            WHERE id = \(agent.id)
            """)
    }

    /// Stores what an agent is doing.
    static func updateActivity(_ agent: Agent, _ sql: any SQLTransaction) throws {
        try sql.run(
            "UPDATE agents SET status = \(agent.status.rawValue), last_active = \(agent.lastActive) WHERE id = \(agent.id)")
    }

    static func setLastActive(_ moment: Timestamp, of id: AgentID, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE agents SET last_active = \(moment) WHERE id = \(id)")
    }

    /// Hides an agent; what it did stays.
    static func delete(_ id: AgentID, at now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE agents SET deleted_at = \(now) WHERE id = \(id)")
    }

    static func find(_ id: AgentID, _ sql: any SQLConnection) throws -> Agent? {
        try sql.row("SELECT * FROM agents WHERE id = \(id) AND deleted_at IS NULL").map(read)
    }

    /// The agents with these ids, in the order of the ids; unknown ones are left out.
    static func find(_ ids: [AgentID], _ sql: any SQLConnection) throws -> [Agent] {
        let rows = try sql.rows("SELECT * FROM agents WHERE id IN (\(list: ids)) AND deleted_at IS NULL").map(read)
        let byID = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        return ids.compactMap { byID[$0] }
    }

    static func list(_ filter: AgentFilter, _ page: Page, _ sql: any SQLConnection) throws -> Paged<Agent> {
        let condition = filter.condition
        let rows = try sql.rows(
            "SELECT * FROM agents WHERE \(condition) ORDER BY created_at, id LIMIT \(page.limit) OFFSET \(page.offset)")
        return Paged(
            items: try rows.map(read), total: try count("agents WHERE \(condition)", sql), page: page)
    }

    static func read(_ row: SQLRow) throws -> Agent {
        let draft = AgentDraft(
            name: try row.text("name"), role: try row.text("role"), description: try row.optionalText("description"),
            systemPrompt: try row.text("system_prompt"), capabilities: try row.json("capabilities"),
            tools: try row.json("tools"), objectives: try row.json("objectives"), constraints: try row.json("constraints"),
            memorySettings: try row.json("memory_settings"), executionSettings: try row.json("execution_settings"),
            status: try row.choice("status"))
        var agent = Agent(
            draft, id: AgentID(rawValue: try row.text("id")), now: try row.timestamp("updated_at"))
        agent.createdAt = try row.timestamp("created_at")
        agent.lastActive = try row.optionalTimestamp("last_active")
        return agent
    }
}

extension AgentFilter {
    fileprivate var condition: SQLQuery {
        var query: SQLQuery = "deleted_at IS NULL"
        if let status { query = "\(query) AND status = \(status.rawValue)" }
        if let text { query = "\(query) AND (\(contains: text, in: ["name", "role", "description"]))" }
        return query
    }
}

/// The number of rows of a table that meet a condition.
func count(_ from: SQLQuery, _ sql: any SQLConnection) throws -> Int {
    Int(try sql.row("SELECT count(*) AS total FROM \(from)")?.integer("total") ?? 0)
}

extension SQLQuery.StringInterpolation {
    /// A condition: one of the columns contains the text, whatever its case.
    mutating func appendInterpolation(contains text: String, in columns: [String]) {
        let escaped = text.lowercased().replacing(/[\\%_]/) { "\\" + $0.output }
        for (index, column) in columns.enumerated() {
            if index > 0 { appendLiteral(" OR ") }
            appendLiteral("lower(\(column)) LIKE ")
            appendInterpolation("%\(escaped)%")
            appendLiteral(" ESCAPE '\\'")
        }
    }
}

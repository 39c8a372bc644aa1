import Domain
import SQL

/// The table of everything anybody did. Rows are added, and after an explicit time removed; never changed.
enum AuditTable {
    static func insert(_ entry: AuditEntry, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO audit_log (at, principal_id, principal_name, principal_role, address, action, method, route,
                target_kind, target_id, run_id, status, outcome, request_id)
            VALUES (\(entry.at), \(entry.principal?.id), \(entry.principal?.name), \(entry.principal?.role.rawValue),
                \(entry.address), \(entry.action), \(entry.method), \(entry.route), \(entry.target?.kind),
                \(entry.target?.id), \(entry.run), \(entry.status), \(entry.outcome.rawValue), \(entry.requestID))
            """)
    }

    /// The newest first.
    static func list(_ filter: AuditFilter, _ page: Page, _ sql: any SQLConnection) throws -> Paged<AuditEntry> {
        let condition = filter.condition
        let rows = try sql.rows(
            "SELECT * FROM audit_log WHERE \(condition) ORDER BY id DESC LIMIT \(page.limit) OFFSET \(page.offset)")
        return Paged(items: try rows.map(read), total: try count("audit_log WHERE \(condition)", sql), page: page)
    }

    /// The oldest first.
    static func oldest(_ filter: AuditFilter, limit: Int, _ sql: any SQLConnection) throws -> [AuditEntry] {
        try sql.rows("SELECT * FROM audit_log WHERE \(filter.condition) ORDER BY id LIMIT \(limit)").map(read)
    }

    /// - Returns: how many there were.
    static func remove(before time: Timestamp, _ sql: any SQLTransaction) throws -> Int {
        try sql.run("DELETE FROM audit_log WHERE at < \(time)")
    }

    private static func read(_ row: SQLRow) throws -> AuditEntry {
        var entry = AuditEntry(
            at: try row.timestamp("at"), address: try row.text("address"), action: try row.text("action"),
            method: try row.text("method"), route: try row.text("route"), requestID: try row.text("request_id"))
        entry.id = try row.integer("id")
        if let id = try row.optionalText("principal_id") {
            entry.principal = Principal(
                id: id, name: try row.text("principal_name"), role: try row.choice("principal_role"))
        }
        if let kind = try row.optionalText("target_kind") {
            entry.target = AuditEntry.Target(kind: kind, id: try row.text("target_id"))
        }
        entry.run = try row.optionalText("run_id")
        entry.status = try row.optionalInteger("status").map(Int.init)
        entry.outcome = try row.choice("outcome")
        return entry
    }
}

extension AuditFilter {
    fileprivate var condition: SQLQuery {
        var query: SQLQuery = "1 = 1"
        if let after { query = "\(query) AND at >= \(after)" }
        if let until { query = "\(query) AND at <= \(until)" }
        if let user { query = "\(query) AND (principal_id = \(user) OR principal_name = \(user))" }
        if let action { query = "\(query) AND action = \(action)" }
        if let run { query = "\(query) AND run_id = \(run)" }
        if let afterID { query = "\(query) AND id > \(afterID)" }
        return query
    }
}

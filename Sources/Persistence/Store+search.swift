public import Domain
import SQL

/// Looking for a text in everything that is kept.
extension Store {
    /// What contains a text, whatever its case, kind by kind, the newest first.
    /// - Parameter text: what is looked for.
    /// - Parameter limit: of each kind.
    public func search(_ text: String, limit: Int) async throws -> [SearchHit] {
        try await database.read { sql in
            try SearchTable.agents(text, limit, sql) + SearchTable.tasks(text, limit, sql)
                + SearchTable.patterns(text, limit, sql) + SearchTable.workflowExecutions(text, limit, sql)
                + SearchTable.executions(text, limit, sql) + SearchTable.events(text, limit, sql)
        }
    }
}

import Domain
import SQL

/// The tables of API tokens, and of sessions that were ended before their time.
enum TokenTable {
    static func insert(_ token: AccessToken, digest: String, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO tokens (id, user_id, name, role, digest, created_at, last_used_at, expires_at, revoked_at)
            VALUES (\(token.id), \(token.userID), \(token.name), \(token.role?.rawValue), \(digest), \(token.createdAt),
                \(token.lastUsedAt), \(token.expiresAt), \(token.revokedAt))
            """)
    }

    static func revoke(_ id: AccessTokenID, at now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE tokens SET revoked_at = \(now) WHERE id = \(id) AND revoked_at IS NULL")
    }

    static func setLastUsed(_ id: AccessTokenID, at now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE tokens SET last_used_at = \(now) WHERE id = \(id)")
    }

    static func all(_ sql: any SQLConnection) throws -> [(token: AccessToken, digest: String)] {
        try sql.rows("SELECT * FROM tokens ORDER BY created_at, id").map { (try read($0), try $0.text("digest")) }
    }

    static func endSession(_ id: String, until expiry: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO ended_sessions (id, expires_at) VALUES (\(id), \(expiry))
            ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
            """)
    }

    static func endedSessions(_ sql: any SQLConnection) throws -> [(id: String, until: Timestamp)] {
        try sql.rows("SELECT * FROM ended_sessions").map { (try $0.text("id"), try $0.timestamp("expires_at")) }
    }

    /// Forgets ended sessions whose tokens are out of date by themselves.
    static func prune(before now: Timestamp, _ sql: any SQLTransaction) throws {
        try sql.run("DELETE FROM ended_sessions WHERE expires_at < \(now)")
    }

    private static func read(_ row: SQLRow) throws -> AccessToken {
        AccessToken(
            id: AccessTokenID(rawValue: try row.text("id")), userID: UserID(rawValue: try row.text("user_id")),
            name: try row.text("name"), role: try row.optionalText("role").flatMap(Role.init),
            createdAt: try row.timestamp("created_at"), lastUsedAt: try row.optionalTimestamp("last_used_at"),
            expiresAt: try row.optionalTimestamp("expires_at"), revokedAt: try row.optionalTimestamp("revoked_at"))
    }
}

import Domain
import SQL

/// The table of users.
enum UserTable {
    static func insert(_ user: User, passwordHash: String?, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO users (id, name, role, password_hash, session_epoch, created_at, updated_at, disabled_at)
            VALUES (\(user.id), \(user.name), \(user.role.rawValue), \(passwordHash), \(user.sessionEpoch),
                \(user.createdAt), \(user.updatedAt), \(user.disabledAt))
            """)
    }

    static func update(_ user: User, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            UPDATE users SET role = \(user.role.rawValue), session_epoch = \(user.sessionEpoch),
                updated_at = \(user.updatedAt), disabled_at = \(user.disabledAt)
            WHERE id = \(user.id)
            """)
    }

    static func setPasswordHash(_ hash: String, of id: UserID, _ sql: any SQLTransaction) throws {
        try sql.run("UPDATE users SET password_hash = \(hash) WHERE id = \(id)")
    }

    static func passwordHash(of id: UserID, _ sql: any SQLConnection) throws -> String? {
        try sql.row("SELECT password_hash FROM users WHERE id = \(id)")?.optionalText("password_hash")
    }

    static func find(_ id: UserID, _ sql: any SQLConnection) throws -> User? {
        try sql.row("SELECT * FROM users WHERE id = \(id)").map(read)
    }

    static func isTaken(_ name: String, _ sql: any SQLConnection) throws -> Bool {
        try count("users WHERE name = \(name)", sql) > 0
    }

    static func all(_ sql: any SQLConnection) throws -> [User] {
        try sql.rows("SELECT * FROM users ORDER BY name").map(read)
    }

    static func enabledAdmins(_ sql: any SQLConnection) throws -> Int {
        try count("users WHERE role = \(Role.admin.rawValue) AND disabled_at IS NULL", sql)
    }

    private static func read(_ row: SQLRow) throws -> User {
        User(
            id: UserID(rawValue: try row.text("id")), name: try row.text("name"), role: try row.choice("role"),
            hasPassword: try row.optionalText("password_hash") != nil, sessionEpoch: try row.integer("session_epoch"),
            createdAt: try row.timestamp("created_at"), updatedAt: try row.timestamp("updated_at"),
            disabledAt: try row.optionalTimestamp("disabled_at"))
    }
}

import Domain
import SQL

/// The table of secrets: names, and values as they were encrypted.
enum SecretTable {
    static func all(_ sql: any SQLConnection) throws -> [SealedSecret] {
        try sql.rows("SELECT * FROM secrets ORDER BY name").map(read)
    }

    static func find(_ name: String, _ sql: any SQLConnection) throws -> SealedSecret? {
        try sql.row("SELECT * FROM secrets WHERE name = \(name)").map(read)
    }

    static func put(_ sealed: SealedSecret, _ sql: any SQLTransaction) throws {
        let secret = sealed.secret
        try sql.run(
            """
            INSERT INTO secrets (id, name, agents, key_version, sealed, created_at, updated_at)
            VALUES (\(secret.id), \(secret.name), \(try secret.agents.map { try JSONColumn.encode($0) }),
                \(secret.keyVersion), \(sealed.sealed), \(secret.createdAt), \(secret.updatedAt))
            ON CONFLICT (name) DO UPDATE SET agents = excluded.agents, key_version = excluded.key_version,
                sealed = excluded.sealed, updated_at = excluded.updated_at
            """)
    }

    static func delete(_ name: String, _ sql: any SQLTransaction) throws -> Bool {
        try sql.run("DELETE FROM secrets WHERE name = \(name)") > 0
    }

    private static func read(_ row: SQLRow) throws -> SealedSecret {
        let agents = try row.optionalText("agents").map { try JSONColumn.decode([AgentID].self, from: $0) }
        let secret = Secret(
            id: SecretID(rawValue: try row.text("id")), name: try row.text("name"), agents: agents,
            keyVersion: Int(try row.integer("key_version")), createdAt: try row.timestamp("created_at"),
            updatedAt: try row.timestamp("updated_at"))
        return SealedSecret(secret, sealed: try row.text("sealed"))
    }
}

public import Domain
import SQL

/// Users, tokens and ended sessions.
extension Store {
    /// All there is, to be held in memory.
    public func accessRecords() async throws -> AccessRecords {
        try await database.read { sql in
            AccessRecords(
                users: try UserTable.all(sql), tokens: try TokenTable.all(sql),
                endedSessions: try TokenTable.endedSessions(sql))
        }
    }

    public func passwordHash(of id: UserID) async throws -> String? {
        try await database.read { try UserTable.passwordHash(of: id, $0) }
    }

    /// - `token`: made together with the user.
    /// - Throws: `DomainError/conflict(_:state:more:)` when the name is taken.
    public func create(
        _ user: User, passwordHash: String?, token: (token: AccessToken, digest: String)? = nil
    ) async throws {
        try await write { transaction in
            guard try !UserTable.isTaken(user.name, transaction.sql) else {
                throw DomainError.conflict("There is a user '\(user.name)' already.", state: nil)
            }
            try UserTable.insert(user, passwordHash: passwordHash, transaction.sql)
            if let token { try TokenTable.insert(token.token, digest: token.digest, transaction.sql) }
        }
    }

    /// Reads, changes and stores a user in one transaction.
    /// - `committed`: called after the commit, in the order of commits.
    /// - Returns: nil when there is no such user.
    /// - Throws: `DomainError/conflict(_:state:more:)` when nobody would be left who may administer.
    public func updateUser(
        _ id: UserID, passwordHash: String?, committed: @escaping @Sendable (User) -> Void,
        _ change: @escaping @Sendable (inout User) throws -> Void
    ) async throws -> User? {
        let now = now()
        return try await write { transaction in
            guard var user = try UserTable.find(id, transaction.sql) else { return nil }
            try change(&user)
            user.updatedAt = now
            if let passwordHash {
                user.hasPassword = true
                user.sessionEpoch += 1
                try UserTable.setPasswordHash(passwordHash, of: id, transaction.sql)
            }
            let before = try UserTable.enabledAdmins(transaction.sql)
            try UserTable.update(user, transaction.sql)
            guard try before == 0 || UserTable.enabledAdmins(transaction.sql) > 0 else {
                throw DomainError.conflict(
                    "'\(user.name)' is the last administrator. Make another one first.", state: nil)
            }
            transaction.sql.afterCommit { [user] in committed(user) }
            return user
        }
    }

    /// - Throws: `DomainError/notFound(kind:id:)` when there is no such user.
    public func create(_ token: AccessToken, digest: String) async throws {
        try await write { transaction in
            guard try UserTable.find(token.userID, transaction.sql) != nil else {
                throw DomainError.notFound(kind: "user", id: token.userID.rawValue)
            }
            try TokenTable.insert(token, digest: digest, transaction.sql)
        }
    }

    public func revoke(_ tokens: [AccessTokenID]) async throws {
        let now = now()
        try await write { transaction in
            for token in tokens { try TokenTable.revoke(token, at: now, transaction.sql) }
        }
    }

    /// Notes when a token was used, with the next write that somebody waits for.
    public func noteUse(
        of token: AccessTokenID, at now: Timestamp, failed: @escaping @Sendable (any Error) -> Void
    ) {
        enqueue({ try TokenTable.setLastUsed(token, at: now, $0.sql) }, failed: failed)
    }

    /// Ends a session before its time, and forgets those whose time is over.
    public func endSession(_ id: String, until expiry: Timestamp) async throws {
        let now = now()
        try await write { transaction in
            try TokenTable.endSession(id, until: expiry, transaction.sql)
            try TokenTable.prune(before: now, transaction.sql)
        }
    }
}

/// Everything that decides who gets in.
public struct AccessRecords: Sendable {
    public let users: [User]
    public let tokens: [(token: AccessToken, digest: String)]
    public let endedSessions: [(id: String, until: Timestamp)]
}

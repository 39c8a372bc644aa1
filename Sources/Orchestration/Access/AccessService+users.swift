import Credentials
public import Domain
import Persistence

/// What administrators do with users and tokens.
extension AccessService {
    public var users: [User] { ledger.users }

    /// Tokens, of one user or of all; revoked ones too.
    public func tokens(of user: UserID? = nil) -> [AccessToken] {
        ledger.tokens.filter { user == nil || $0.userID == user }
    }

    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func user(_ id: UserID) throws -> User {
        guard let user = ledger.user(id) else { throw DomainError.notFound(kind: "user", id: id.rawValue) }
        return user
    }

    /// - Throws: `DomainError/invalid(_:)`, `DomainError/conflict(_:state:more:)` for a name that is taken.
    public func createUser(_ json: JSONValue) async throws -> User {
        let draft = try UserDraft(json)
        let now = now()
        var hash: String?
        if let password = draft.password { hash = try await passwords.hash(password) }
        let user = User(
            id: .make(), name: draft.name, role: draft.role, hasPassword: hash != nil, createdAt: now, updatedAt: now,
            disabledAt: draft.isDisabled ? now : nil)
        try await store.create(user, passwordHash: hash)
        ledger.put(user)
        return user
    }

    /// Changes role, password, or whether the user may come in; what is open under its name acts on it at once.
    /// - Throws: `DomainError`.
    public func updateUser(_ id: UserID, _ json: JSONValue) async throws -> User {
        let draft = try UserDraft(json, updating: try user(id))
        var hash: String?
        if let password = draft.password { hash = try await passwords.hash(password) }
        let now = now()
        let changed = try await store.updateUser(id, passwordHash: hash, committed: ledger.put) { user in
            let draft = try UserDraft(json, updating: user)
            user.role = draft.role
            if draft.isDisabled == user.isEnabled { user.disabledAt = draft.isDisabled ? now : nil }
        }
        guard let changed else { throw DomainError.notFound(kind: "user", id: id.rawValue) }
        return changed
    }

    /// Changes one's own password, which ends all other sessions.
    /// - Throws: ``LoginRefusal``, `DomainError`.
    public func changePassword(of principal: Principal, _ json: JSONValue, from address: String) async throws {
        var fields = FieldReader(json, at: ["body"])
        let present = fields.text("current_password", length: 1...1024)
        let password = UserDraft.password("new_password", &fields)
        if password == nil { fields.add("new_password", "is required", "missing") }
        try fields.finish()
        let user = try user(UserID(rawValue: principal.id))
        _ = try await logIn(user.name, password: present, from: address)
        let hash = try await passwords.hash(password ?? "")
        _ = try await store.updateUser(user.id, passwordHash: hash, committed: ledger.put) { _ in }
    }

    /// - Returns: the token as it is kept, and its text, which nobody can read again.
    /// - Throws: `DomainError/invalid(_:)`, `DomainError/notFound(kind:id:)`.
    public func createToken(_ json: JSONValue) async throws -> (token: AccessToken, text: String) {
        let draft = try TokenDraft(json, now: now())
        let user = try user(draft.userID)
        if let role = draft.role, role > user.role {
            throw DomainError.invalid([
                FieldIssue(
                    loc: ["body", "role"], msg: "should not be more than '\(user.role.rawValue)', which \(user.name) is",
                    type: "role")
            ])
        }
        let (token, bearer) = (AccessToken(draft, now: now()), BearerToken.make())
        try await store.create(token, digest: bearer.digest)
        ledger.put(token, digest: bearer.digest)
        return (token, bearer.text)
    }

    /// - Throws: `DomainError/notFound(kind:id:)`.
    public func revokeToken(_ id: AccessTokenID) async throws -> AccessToken {
        guard ledger.token(id) != nil else { throw DomainError.notFound(kind: "token", id: id.rawValue) }
        try await store.revoke([id])
        ledger.revoke([id], at: now())
        guard let token = ledger.token(id) else { throw DomainError.notFound(kind: "token", id: id.rawValue) }
        return token
    }
}

extension AccessToken {
    init(_ draft: TokenDraft, now: Timestamp) {
        self.init(
            id: .make(), userID: draft.userID, name: draft.name, role: draft.role, createdAt: now,
            expiresAt: draft.expiresAt)
    }
}

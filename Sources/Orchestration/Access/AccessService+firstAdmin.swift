public import Credentials
import Domain
import Persistence

extension AccessService {
    /// Makes sure that somebody can administer a server that asks for a login, before it listens.
    /// - Returns: the token of the administrator it made, to be shown once; nil when there is one already.
    /// - Throws: `AdminTokenError` where it cannot.
    public func requireAdmin(_ file: AdminTokenFile) async throws -> BearerToken? {
        guard isLoginRequired else { return nil }
        if let draft = try file.draft() {
            // A start was killed: the draft is of worth only if its commit was.
            guard ledger.token(digest: draft.digest) != nil else {
                file.discardDraft()
                return try await requireAdmin(file)
            }
            if try file.token() == nil {
                try file.publish()
            } else {
                file.discardDraft()
            }
            return draft
        }
        let present = try file.token()
        guard !users.contains(where: { $0.role == .admin && $0.isEnabled }) else { return nil }
        guard present == nil else { throw AdminTokenError.ofAnotherDatabase(file.path) }
        return try await makeAdmin(file)
    }

    private func makeAdmin(_ file: AdminTokenFile) async throws -> BearerToken {
        let bearer = try file.prepare()
        let now = now()
        let taken = Set(users.map(\.name))
        let name = (["admin"] + (2...).lazy.prefix(1000).map { "admin\($0)" }).first { !taken.contains($0) } ?? "root"
        let user = User(id: .make(), name: name, role: .admin, hasPassword: false, createdAt: now, updatedAt: now)
        let token = AccessToken(TokenDraft(userID: user.id, name: "admin.token"), now: now)
        try await store.create(user, passwordHash: nil, token: (token, bearer.digest))
        ledger.put(user)
        ledger.put(token, digest: bearer.digest)
        try file.publish()
        return bearer
    }
}

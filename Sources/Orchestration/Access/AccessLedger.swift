import Credentials
import Domain
import DurableExecution
import Persistence
import Synchronization

/// Who may come in, in memory: every request asks it, and every change reaches it with its commit.
final class AccessLedger: Sendable {
    private struct State {
        var users: [UserID: User] = [:]
        var tokens: [String: AccessToken] = [:]
        var digests: [AccessTokenID: String] = [:]
        var endedSessions: [String: Timestamp] = [:]
        var bells: [ObjectIdentifier: Bell] = [:]
    }

    private let state = Mutex(State())

    init(_ records: AccessRecords) {
        state.withLock { state in
            for user in records.users { state.users[user.id] = user }
            for (token, digest) in records.tokens {
                state.tokens[digest] = token
                state.digests[token.id] = digest
            }
            for (id, until) in records.endedSessions { state.endedSessions[id] = until }
        }
    }

    var users: [User] { state.withLock { $0.users.values.sorted { $0.name < $1.name } } }

    var tokens: [AccessToken] {
        state.withLock { $0.tokens.values.sorted { ($0.createdAt, $0.id.rawValue) < ($1.createdAt, $1.id.rawValue) } }
    }

    func user(_ id: UserID) -> User? { state.withLock { $0.users[id] } }

    func user(named name: String) -> User? { state.withLock { $0.users.values.first { $0.name == name } } }

    /// The token with this digest, with its user.
    func token(digest: String) -> (token: AccessToken, user: User)? {
        state.withLock { state in
            guard let token = state.tokens[digest], let kept = state.digests[token.id],
                BearerToken.areEqual(kept, digest), let user = state.users[token.userID]
            else { return nil }
            return (token, user)
        }
    }

    func token(_ id: AccessTokenID) -> AccessToken? {
        state.withLock { state in state.digests[id].flatMap { state.tokens[$0] } }
    }

    func isEnded(_ session: String) -> Bool { state.withLock { $0.endedSessions[session] != nil } }
}

extension AccessLedger {
    func put(_ user: User) {
        change { $0.users[user.id] = user }
    }

    func put(_ token: AccessToken, digest: String) {
        change {
            $0.tokens[digest] = token
            $0.digests[token.id] = digest
        }
    }

    func revoke(_ ids: [AccessTokenID], at now: Timestamp) {
        change { state in
            for id in ids {
                guard let digest = state.digests[id], state.tokens[digest]?.revokedAt == nil else { continue }
                state.tokens[digest]?.revokedAt = now
            }
        }
    }

    func end(session: String, until expiry: Timestamp, now: Timestamp) {
        change { state in
            state.endedSessions[session] = expiry
            state.endedSessions = state.endedSessions.filter { $0.value >= now }
        }
    }

    /// Notes a use, to the minute. - Returns: whether it is worth storing.
    func noteUse(of id: AccessTokenID, at now: Timestamp) -> Bool {
        state.withLock { state in
            guard let digest = state.digests[id], let token = state.tokens[digest] else { return false }
            guard token.lastUsedAt.map({ now.seconds(since: $0) >= 60 }) ?? true else { return false }
            state.tokens[digest]?.lastUsedAt = now
            return true
        }
    }

    /// Rings whenever something changed that may shut somebody out.
    func add(_ bell: Bell) {
        state.withLock { $0.bells[ObjectIdentifier(bell)] = bell }
    }

    func remove(_ bell: Bell) {
        state.withLock { _ = $0.bells.removeValue(forKey: ObjectIdentifier(bell)) }
    }

    private func change(_ body: (inout State) -> Void) {
        let bells = state.withLock { state in
            body(&state)
            return Array(state.bells.values)
        }
        for bell in bells { bell.ring() }
    }
}

import Credentials
import Domain
import Foundation
import Logging
import Persistence
import Synchronization

extension AccessService {
    /// Lets a user in by name and password.
    /// - `address`: where the attempt comes from.
    /// - Throws: ``LoginRefusal``.
    public func logIn(_ name: String, password: String, from address: String) async throws -> LoginResult {
        let name = name.lowercased()
        if let wait = throttle.withLock({ $0.admit(name, from: address, now: now()) }) {
            throw LoginRefusal.tooMany(retryAfter: wait)
        }
        // Before the hash is read: a new password set meanwhile then ends the session that the old one began.
        let user = ledger.user(named: name)
        let hash: String? = if let user { try await store.passwordHash(of: user.id) } else { nil }
        let isRight = try await passwords.matches(String(password.prefix(1024)), hash)
        guard isRight, let user, user.isEnabled else {
            logger.notice("a login failed", metadata: ["user": "\(user?.name ?? "unknown")", "from": "\(address)"])
            throttle.withLock { $0.failed(name, from: address, now: now()) }
            throw LoginRefusal.wrong
        }
        throttle.withLock { $0.succeeded(name, from: address) }
        return try await begin(user, token: nil)
    }

    /// Lets a user in by an API token, so that a browser need not keep that.
    /// - Throws: ``LoginRefusal``.
    public func logIn(token text: String, from address: String) async throws -> LoginResult {
        guard let session = await session(bearer: text), case .token(let id) = session.credential,
            let user = ledger.user(UserID(rawValue: session.principal.id))
        else { throw LoginRefusal.wrong }
        return try await begin(user, token: ledger.token(id))
    }

    /// A fresh token for a login whose present one is past half of its time; nil where there is nothing to renew.
    public func renewed(_ session: AccessSession) async throws -> LoginResult? {
        guard case .login(let id, let epoch, let token, let loggedInAt) = session.credential,
            let end = session.expiresAt, end.seconds(since: now()) < Double(sessionLifetime) / 2,
            now().milliseconds / 1000 < loggedInAt + Self.longestSession, isValid(session),
            let user = ledger.user(UserID(rawValue: session.principal.id))
        else { return nil }
        return try await issue(
            user, session: id, epoch: epoch, token: token.flatMap(ledger.token), loggedInAt: loggedInAt)
    }

    /// Ends a login, with all tokens that came of it.
    public func logOut(_ session: AccessSession) async throws {
        guard case .login(let id, _, _, _) = session.credential else { return }
        // The last token that came of it may be as young as this moment.
        let expiry = Timestamp(milliseconds: now().milliseconds + Int64(sessionLifetime + 60) * 1000)
        try await store.endSession(id, until: expiry)
        ledger.end(session: id, until: expiry, now: now())
    }

    /// A ticket for one connection.
    public func ticket(for session: AccessSession) throws -> (ticket: String, lifetime: Int) {
        (try tickets.issue(for: session, now: now()), TicketDesk.lifetime)
    }

    /// Who has this ticket; it is used up.
    public func session(ticket: String) -> AccessSession? {
        tickets.redeem(ticket, now: now()).flatMap { isValid($0) ? $0 : nil }
    }

    private func begin(_ user: User, token: AccessToken?) async throws -> LoginResult {
        let session = BearerToken.make().text
        return try await issue(
            user, session: String(session.dropFirst(BearerToken.prefix.count).prefix(22)), epoch: user.sessionEpoch,
            token: token, loggedInAt: now().milliseconds / 1000)
    }

    private func issue(
        _ user: User, session: String, epoch: Int64, token: AccessToken?, loggedInAt: Int64
    ) async throws -> LoginResult {
        guard let signer else { throw DomainError.unavailable("This process lets nobody log in.") }
        let issuedAt = now().milliseconds / 1000
        let tokenEnd = token?.expiresAt.map { $0.milliseconds / 1000 } ?? .max
        let expiresAt = min(issuedAt + Int64(sessionLifetime), tokenEnd)
        let claims = SessionClaims(
            user: user.id.rawValue, session: session, epoch: epoch, token: token?.id.rawValue,
            id: UserID.make().rawValue, issuedAt: issuedAt, expiresAt: expiresAt, loggedInAt: loggedInAt)
        return LoginResult(
            session: AccessSession(
                principal: Principal(user, atMost: token?.role),
                credential: .login(session: session, epoch: epoch, token: token?.id, loggedInAt: loggedInAt),
                expiresAt: Timestamp(milliseconds: expiresAt * 1000)),
            accessToken: try await signer.sign(claims), lifetime: Int(expiresAt - issuedAt))
    }
}

public import Credentials
public import Domain
import DurableExecution
import Foundation
public import Logging
public import Persistence
import Synchronization

/// Decides who gets in, and keeps users and tokens.
public final class AccessService: Sendable {
    let store: Store
    let ledger: AccessLedger
    let signer: SessionSigner?
    let tickets = TicketDesk()
    let passwords: PasswordDesk
    let throttle = Mutex(LoginThrottle())
    let logger: Logger
    let now: @Sendable () -> Timestamp

    /// Whether nobody gets in without a credential.
    public let isLoginRequired: Bool
    /// How long a login lasts without renewal, in seconds.
    public let sessionLifetime: Int
    /// A login is renewed by use, but not for longer than this, in seconds.
    static let longestSession: Int64 = 30 * 86_400

    /// - `signer`: nil in a process that nobody logs in to.
    public init(
        store: Store, signer: SessionSigner?, isLoginRequired: Bool, sessionLifetime: Int, logger: Logger,
        now: @escaping @Sendable () -> Timestamp = { .now }
    ) async throws {
        self.store = store
        self.signer = signer
        self.isLoginRequired = isLoginRequired
        self.sessionLifetime = sessionLifetime
        self.logger = logger
        self.now = now
        ledger = AccessLedger(try await store.accessRecords())
        passwords = PasswordDesk(nobody: .unmatched())
    }

    /// Who has this credential: an API token, or the token of a login.
    /// - Returns: nil for one that lets nobody in.
    public func session(bearer text: String) async -> AccessSession? {
        if let token = BearerToken(text) { return session(token) }
        guard let claims = await signer?.verify(text, now: now().milliseconds / 1000) else { return nil }
        return session(claims)
    }

    private func session(_ token: BearerToken) -> AccessSession? {
        let now = now()
        guard let (kept, user) = ledger.token(digest: token.digest), kept.isValid(at: now), user.isEnabled else {
            return nil
        }
        if ledger.noteUse(of: kept.id, at: now) {
            store.noteUse(of: kept.id, at: now) { [logger] error in
                logger.warning("the use of a token was not noted", metadata: ["error": "\(error)"])
            }
        }
        return AccessSession(
            principal: Principal(user, atMost: kept.role), credential: .token(kept.id), expiresAt: kept.expiresAt)
    }

    private func session(_ claims: SessionClaims) -> AccessSession? {
        guard let user = ledger.user(UserID(rawValue: claims.sub)) else { return nil }
        let token = claims.token.map(AccessTokenID.init(rawValue:))
        let session = AccessSession(
            principal: Principal(user, atMost: token.flatMap { ledger.token($0)?.role }),
            credential: .login(session: claims.sid, epoch: claims.epoch, token: token, loggedInAt: claims.authTime),
            expiresAt: Timestamp(milliseconds: claims.exp * 1000))
        return isValid(session) ? session : nil
    }

    /// Whether a session that was good once still is.
    public func isValid(_ session: AccessSession) -> Bool {
        let now = now()
        if let end = session.expiresAt, end <= now { return false }
        if session.credential == .none { return true }
        guard let user = ledger.user(UserID(rawValue: session.principal.id)), user.isEnabled else { return false }
        if let id = session.tokenID, ledger.token(id)?.isValid(at: now) != true { return false }
        guard case .login(let name, let epoch, _, _) = session.credential else { return true }
        return epoch == user.sessionEpoch && !ledger.isEnded(name)
    }

    /// Returns when a session is no longer good, or when the task is cancelled.
    public func ended(_ session: AccessSession) async {
        let bell = Bell()
        ledger.add(bell)
        defer { ledger.remove(bell) }
        while !Task.isCancelled, isValid(session) {
            if session.expiresAt == nil {
                await bell.heard()
            } else {
                _ = await bell.heard(within: timeLeft(session))
            }
        }
    }

    /// Has a bell ring at every change that may shut somebody out.
    public func watch(_ bell: FeedBell) { ledger.add(bell.bell) }

    public func unwatch(_ bell: FeedBell) { ledger.remove(bell.bell) }

    /// How long until a session may have to be looked at again: a day at most, because clocks are set.
    public func timeLeft(_ session: AccessSession) -> Duration {
        let day = 86_400.0
        return .seconds(max(0.01, min(session.expiresAt?.seconds(since: now()) ?? day, day)))
    }
}

extension Principal {
    /// A user as it asks for something, with no more than its token allows.
    init(_ user: User, atMost role: Role?) {
        self.init(id: user.id.rawValue, name: user.name, role: role.map { min($0, user.role) } ?? user.role)
    }
}

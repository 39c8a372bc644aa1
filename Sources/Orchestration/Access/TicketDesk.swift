import Credentials
import Domain
import Synchronization

/// Hands out tickets for one use within half a minute: the only credential that may stand in a URL, because by the time a
/// log shows it, it is worth nothing.
final class TicketDesk: Sendable {
    static let lifetime = 30
    private static let mostTickets = 10_000

    private let tickets = Mutex<[String: (session: AccessSession, until: Timestamp)]>([:])

    /// - Throws: ``DomainError/unavailable(_:)`` when more are out than anybody needs.
    func issue(for session: AccessSession, now: Timestamp) throws -> String {
        let ticket = BearerToken.make().text.dropFirst(BearerToken.prefix.count)
        let until = Timestamp(milliseconds: now.milliseconds + Int64(Self.lifetime) * 1000)
        try tickets.withLock { tickets in
            tickets = tickets.filter { $0.value.until > now }
            guard tickets.count < Self.mostTickets else {
                throw DomainError.unavailable("Too many tickets are out. Use those there are, or wait half a minute.")
            }
            tickets[String(ticket)] = (session, until)
        }
        return String(ticket)
    }

    /// - Returns: nil for a ticket that is unknown, used or out of date.
    func redeem(_ ticket: String, now: Timestamp) -> AccessSession? {
        let found = tickets.withLock { $0.removeValue(forKey: ticket) }
        return found.flatMap { now < $0.until ? $0.session : nil }
    }
}

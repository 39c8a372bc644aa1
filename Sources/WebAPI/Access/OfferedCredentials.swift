import HTTPTypes
import Orchestration

/// Where a request says who it is: a header for programs, a cookie for browsers, a ticket for what can have neither.
struct OfferedCredentials: Sendable {
    /// Of `Authorization: Bearer …`.
    let bearer: String?
    /// There is such a header, of whatever form.
    let hasAuthorization: Bool
    let cookie: String?
    let ticket: String?
    /// Whether a proxy passed the request on: then it may be anybody's.
    let isPassedOn: Bool

    /// - Parameters:
    ///   - authorization: the header.
    ///   - cookies: all `Cookie` headers.
    ///   - ticket: of the query; nil where none is taken.
    ///   - isThere: whether the request has a header, by its name in lower case.
    init(authorization: String?, cookies: [String], ticket: String?, has isThere: (String) -> Bool) {
        isPassedOn = ["x-forwarded-for", "forwarded", "x-real-ip"].contains(where: isThere)
        hasAuthorization = authorization != nil
        let parts = (authorization ?? "").split(separator: " ", omittingEmptySubsequences: true)
        bearer = parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
        cookie = SessionCookie.value(in: cookies)
        self.ticket = ticket
    }
}

/// What somebody who asks for something turns out to be.
enum Admission: Sendable {
    case session(AccessSession, isByCookie: Bool)
    /// No credential, or none that a browser sent by itself.
    case nobody
    /// What was offered on purpose lets nobody in.
    case refused
    /// A stranger whom a proxy sends to a server that knows no logins.
    case passedOn
}

extension AccessService {
    /// Looks at what was offered. A header is always a statement; a cookie that is out of date is none.
    func admit(_ offered: OfferedCredentials) async -> Admission {
        if offered.hasAuthorization {
            guard let bearer = offered.bearer, let session = await session(bearer: bearer) else { return .refused }
            return .session(session, isByCookie: false)
        }
        if let ticket = offered.ticket {
            return session(ticket: ticket).map { .session($0, isByCookie: false) } ?? .refused
        }
        if let cookie = offered.cookie, let session = await session(bearer: cookie), session.isLogin {
            return .session(session, isByCookie: true)
        }
        guard !isLoginRequired else { return .nobody }
        return offered.isPassedOn ? .passedOn : .session(.local, isByCookie: false)
    }
}

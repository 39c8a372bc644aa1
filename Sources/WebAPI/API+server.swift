public import HummingbirdCore
import NIOHTTP1
import NIOWebSocket
import Orchestration
public import WebSockets

/// The HTTP/1.1 and WebSocket server under the routes.
extension API {
    /// - Parameter connections: counts what is connected.
    public func server(connections: ConnectionCounter) -> HTTPServerBuilder {
        var configuration = WebSocketConfiguration()
        configuration.connections = connections
        return .http1WebSocket(configuration: configuration) { [feed, access, logins] request in
            guard let clientID = Self.clientID(request.uri.path), access.allows(upgrade: request.head),
                case .session(let session, _) = await logins.admit(OfferedCredentials(request))
            else { return .passToHTTP }
            return .upgrade { connection in
                try await logins.whileValid(session) {
                    try await StreamMeters.webSocket.counting {
                        try await WebSocketSession(clientID: clientID, feed: feed, outbound: connection.outbound)
                            .run(connection.inbound)
                    }
                }
            }
        }
    }

    /// The client's id in `/ws/{client_id}`; made up for `/ws` and `/ws/updates`; nil for every other path.
    private static func clientID(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        guard parts.first == "ws", parts.count <= 2 else { return nil }
        if parts.count == 2, parts[1] != "updates" { return String(parts[1]) }
        return "client_\(UInt32.random(in: 1...UInt32.max))"
    }
}

extension OfferedCredentials {
    fileprivate init(_ request: WebSocketUpgradeRequest) {
        let headers = request.head.headers
        self.init(
            authorization: headers.first(name: "authorization"), cookies: headers["cookie"],
            ticket: request.uri.queryParameters["ticket"].map(String.init))
    }
}

extension AccessService {
    /// Serves a WebSocket for as long as what opened it is good; then it is closed with 4401, as HTTP would say 401.
    fileprivate func whileValid(_ session: AccessSession, _ body: @Sendable @escaping () async throws -> Void) async throws {
        guard session.canEnd else { return try await body() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                await self.ended(session)
                try Task.checkCancellation()
                throw WebSocketClose(WebSocketErrorCode(codeNumber: 4401), reason: "The login is over.")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension AccessPolicy {
    /// Whether a WebSocket may be opened: browsers let any page try, and say where it comes from.
    fileprivate func allows(upgrade head: HTTPRequestHead) -> Bool {
        let hosts = head.headers[canonicalForm: "host"]
        let origins = head.headers[canonicalForm: "origin"]
        guard hosts.count == 1, origins.count <= 1, allows(host: String(hosts[0])) else { return false }
        return allows(origin: origins.first.map(String.init), host: String(hosts[0]))
    }
}

import Domain
import Foundation
import HTTPTypes
public import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Orchestration
public import WebSockets

/// The HTTP/1.1 and WebSocket server under the routes.
extension API {
    /// - Parameter connections: counts what is connected.
    /// - Parameter around: puts TLS around it.
    public func server(
        connections: ConnectionCounter,
        around: @escaping @Sendable (WebSocketHTTP1Channel) -> any ServerChildChannel = { $0 }
    ) -> HTTPServerBuilder {
        .http1WebSocket(configuration: configuration(connections), around: around) { [self] request in
            let address = request.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
            guard let clientID = Self.clientID(request.uri.path), let visitor = visitor(request.head, from: address),
                access.allows(upgrade: request.head, from: visitor),
                case .session(let login, _) = await logins.admit(OfferedCredentials(request))
            else { return .passToHTTP }
            let hasOwnLimit = edge.limits.webSocketsEach.holdsOnLoopback
            let client = edge.client(visitor.address, hasOwnLimit: hasOwnLimit)
            if let client, webSockets.isFull(for: client) { return .passToHTTP }
            return .upgrade { connection in
                try await logins.whileValid(login) {
                    try await StreamMeters.webSocket.counting {
                        let session = WebSocketSession(
                            clientID: clientID, feed: feed, outbound: connection.outbound,
                            mostMessages: edge.limits.messages)
                        guard let client else { return try await session.run(connection.inbound) }
                        try await webSockets.holding(client) { try await session.run(connection.inbound) }
                    }
                }
            }
        }
    }

    private func configuration(_ connections: ConnectionCounter) -> WebSocketConfiguration {
        var configuration = WebSocketConfiguration()
        let limits = edge.limits
        configuration.connections = connections
        configuration.maxFrameSize = limits.message
        configuration.maxMessageSize = limits.message
        configuration.maxBodySize = limits.body
        configuration.maxTargetSize = limits.address
        configuration.maxRequestHeadSize = limits.head
        configuration.maxRequestHeaders = limits.fields
        configuration.requestTimeout = limits.arrival
        configuration.handshakeTimeout = min(configuration.handshakeTimeout, limits.arrival ?? .seconds(10))
        configuration.idleTimeout = limits.idle
        let each = limits.connectionsEach
        configuration.limit = ConnectionLimit(total: limits.connections, each: each.most) { [edge] address in
            edge.client(address.ipAddress.flatMap { IPAddress($0) }, hasOwnLimit: each.holdsOnLoopback)
        }
        configuration.describe = { ErrorWire.body(of: $0) }
        return configuration
    }

    /// Nil where headers contradict each other; the router then says so.
    private func visitor(_ head: HTTPRequestHead, from address: IPAddress?) -> Visitor? {
        let direct = Visitor(address: address, isSecure: edge.isSecure, host: head.headers["host"].first)
        return try? edge.proxies.visitor(behind: direct) { head.headers[$0] }
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
            ticket: request.uri.queryParameters["ticket"].map(String.init), has: headers.contains(name:))
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
    fileprivate func allows(upgrade head: HTTPRequestHead, from visitor: Visitor) -> Bool {
        let origins = head.headers[canonicalForm: "origin"]
        guard origins.count <= 1, let host = visitor.host, allows(host: host) else { return false }
        return allows(origin: origins.first.map(String.init), visitor: visitor)
    }
}

extension ErrorWire {
    /// An error that no route has seen, in the form that routes give theirs.
    fileprivate static func body(of refusal: RequestRefusal) -> ByteBuffer {
        let status = HTTPResponse.Status(code: Int(refusal.status.code), reasonPhrase: refusal.status.reasonPhrase)
        let wire = ErrorWire(
            status: status, detail: refusal.detail,
            type: refusal.status.reasonPhrase.lowercased().replacing(" ", with: "_"), errorID: ExecutionID.make().rawValue)
        // An error of plain texts can always be written.
        return ByteBuffer(bytes: (try? JSONEncoder().encode(wire)) ?? Data())
    }
}

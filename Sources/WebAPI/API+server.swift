public import HummingbirdCore
import NIOHTTP1
import Orchestration
public import WebSockets

/// The HTTP/1.1 and WebSocket server under the routes.
extension API {
    /// - Parameter connections: counts what is connected.
    public func server(connections: ConnectionCounter) -> HTTPServerBuilder {
        var configuration = WebSocketConfiguration()
        configuration.connections = connections
        return .http1WebSocket(configuration: configuration) { [feed, access] request in
            guard let clientID = Self.clientID(request.uri.path), access.allows(upgrade: request.head) else {
                return .passToHTTP
            }
            return .upgrade { connection in
                try await WebSocketSession(clientID: clientID, feed: feed, outbound: connection.outbound)
                    .run(connection.inbound)
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

extension AccessPolicy {
    /// Whether a WebSocket may be opened: browsers let any page try, and say where it comes from.
    fileprivate func allows(upgrade head: HTTPRequestHead) -> Bool {
        let hosts = head.headers[canonicalForm: "host"]
        let origins = head.headers[canonicalForm: "origin"]
        guard hosts.count == 1, origins.count <= 1, allows(host: String(hosts[0])) else { return false }
        return allows(origin: origins.first.map(String.init), host: String(hosts[0]))
    }
}

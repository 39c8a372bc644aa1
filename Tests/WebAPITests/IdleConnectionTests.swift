import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// Clients that say nothing cost little, and keep nobody else out.
@Suite(.serialized, .timeLimit(.minutes(5))) struct IdleConnectionTests {
    private static let connections = 3000

    @Test("three thousand idle connections cost bounded memory, and a new client is answered at once")
    func idle() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let port = UInt16(server.address?.split(separator: ":").last.flatMap { UInt16($0) } ?? 0)
            for _ in 0..<20 { _ = try await server.get("/health") }
            let before = try server.residentBytes
            let sockets = (0..<Self.connections).map { _ in Self.connect(to: port) }
            defer { for socket in sockets { close(socket) } }
            #expect(sockets.allSatisfy { $0 >= 0 })
            // Half of them are WebSockets, which stay; the others never say a word.
            let upgrade =
                "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            for socket in sockets.prefix(Self.connections / 2) {
                _ = upgrade.withCString { send(socket, $0, upgrade.utf8.count, 0) }
            }
            let start = ContinuousClock.now
            let health = try await server.get("/health")
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(health["status"] == "healthy")
            try await eventually("the WebSockets to be open") {
                let active = try await server.get("/health")["system"]?["active_connections"]?.integerValue ?? 0
                return active >= Self.connections / 2 ? true : nil
            }
            let growth = try server.residentBytes - before
            #expect(growth < Self.connections * 50_000, "\(growth / Self.connections) bytes for each")
            let id = try await server.begin("Work.", settings: ["script": [["say": "Done."]]])
            try await server.execution(id, becomes: "completed")
        }
    }

    private static func connect(to port: UInt16) -> CInt {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return status == 0 ? descriptor : -1
    }
}

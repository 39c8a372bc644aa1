import Domain
import Foundation
import Glibc
import TestSupport
import Testing

/// Thousands of clients are served; those that say nothing cost little, and keep nobody else out. One test after another:
/// together they would hold more descriptors than a machine may allow.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ManyClientsTests {
    private static let webSockets = 1000
    private static let silent = 2000

    @Test("three thousand idle connections cost bounded memory, and a new client is answered")
    func idle() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let port = UInt16(server.address?.split(separator: ":").last.flatMap { UInt16($0) } ?? 0)
            for _ in 0..<20 { _ = try await server.get("/health") }
            let before = try server.residentBytes
            var sockets: [CInt] = []
            defer { for socket in sockets { close(socket) } }
            for _ in 0..<Self.webSockets {
                sockets.append(Self.connect(to: port))
                #expect(Self.upgrade(sockets[sockets.count - 1]))
            }
            // The others never say a word.
            for _ in 0..<Self.silent { sockets.append(Self.connect(to: port)) }
            #expect(sockets.allSatisfy { $0 >= 0 })
            let health = try await server.get("/health")
            #expect(health["system"]?["active_connections"]?.integerValue ?? 0 >= Self.webSockets)
            let growth = try server.residentBytes - before
            #expect(growth < sockets.count * 60_000, "\(growth / sockets.count) bytes for each")
            let id = try await server.begin("Work.", settings: ["script": [["say": "Done."]]])
            try await server.execution(id, becomes: "completed")
        }
    }

    @Test("a thousand clients connect, and each gets every event")
    func thousandClients() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let probe = try WireProbe(server)
            let clients = 1000
            let ready = Watched(0)
            let counted = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<clients {
                    group.addTask {
                        try await WebSocketClient.connect(to: server) { client in
                            _ = try await client.next()
                            ready.update { $0 += 1 }
                            var count = 0
                            while count < 5, try await client.next() != nil { count += 1 }
                            return count
                        }
                    }
                }
                try await ready.first("all clients") { $0 == clients ? true : nil }
                for _ in 0..<5 { _ = try await probe.agent() }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(counted.count == clients)
            #expect(counted.allSatisfy { $0 == 5 })
        }
    }

    /// - Returns: whether the server agreed.
    private static func upgrade(_ socket: CInt) -> Bool {
        let request =
            "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        guard request.withCString({ send(socket, $0, request.utf8.count, 0) }) > 0 else { return false }
        var answer = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket, &answer, answer.count, 0)
        return count > 12 && String(decoding: answer.prefix(12), as: UTF8.self) == "HTTP/1.1 101"
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

import Foundation
import Synchronization
import TestSupport
import Testing

/// What systemd is told of a server that it started.
@Suite(.timeLimit(.minutes(10))) struct SupervisorTests {
    @Test("systemd hears that the server is ready once it listens, that it lives, and that it stops", arguments: ["/", "@"])
    func words(kind: String) async throws {
        try await withTemporaryDirectory { directory in
            let address = kind == "/" ? directory.appending(path: "notify").path : "@skein-test-\(UUID().uuidString)"
            let ear = try Ear(address)
            let environment = [
                "SKEIN_BACKEND": "scripted", "NOTIFY_SOCKET": address, "WATCHDOG_USEC": "200000",
            ]
            try await SkeinServer.with(environment) { server in
                try await eventually("two signs of life") { ear.words.count { $0 == "WATCHDOG=1" } >= 2 ? true : nil }
                #expect(ear.words.contains("READY=1") && !ear.words.contains("STOPPING=1"))
                try await server.terminate()
                #expect(ear.words.last == "STOPPING=1")
            }
        }
    }
}

/// The socket that systemd would listen on.
private final class Ear: Sendable {
    private let socket: CInt
    private let heard = Mutex<[String]>([])

    init(_ address: String) throws {
        socket = Glibc.socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: address.utf8) }
        if address.hasPrefix("@") { target.sun_path.0 = 0 }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.utf8.count)
        let status = withUnsafePointer(to: target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) }
        }
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(socket) }

    /// Everything said so far.
    var words: [String] {
        heard.withLock { heard in
            var buffer = [UInt8](repeating: 0, count: 256)
            while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 {
                heard.append(String(decoding: buffer[..<count], as: UTF8.self))
            }
            return heard
        }
    }
}

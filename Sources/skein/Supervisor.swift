import Foundation
import ServiceLifecycle

/// What started the server and wants to know how it is: systemd, with `Type=notify`.
///
/// One datagram for each word (sd_notify(3)); where nobody listens, nothing is sent.
struct Supervisor: Sendable {
    private let address: String
    /// How often it wants a sign of life; nil for never.
    private let patience: Duration?

    /// Nil where nothing of the kind started this process.
    init?(_ environment: [String: String]) {
        guard let address = environment["NOTIFY_SOCKET"], ["/", "@"].contains(address.prefix(1)) else { return nil }
        self.address = address
        let isForUs = environment["WATCHDOG_PID"].map { $0 == "\(ProcessInfo.processInfo.processIdentifier)" } ?? true
        patience = isForUs ? environment["WATCHDOG_USEC"].flatMap(Int64.init).map { .microseconds($0) } : nil
    }

    /// `READY=1`, `STOPPING=1` or `WATCHDOG=1`. A word that cannot be said is lost: the supervisor asks for no answer.
    func tell(_ word: String) {
        #if os(Linux)
            let socket = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
            guard socket >= 0 else { return }
            defer { close(socket) }
            var target = sockaddr_un()
            target.sun_family = sa_family_t(AF_UNIX)
            let path = Array(address.utf8.prefix(MemoryLayout.size(ofValue: target.sun_path) - 1))
            withUnsafeMutableBytes(of: &target.sun_path) { buffer in
                buffer.copyBytes(from: path)
                // An abstract name begins with a zero.
                if address.hasPrefix("@") { buffer[0] = 0 }
            }
            let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
            withUnsafePointer(to: target) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { target in
                    _ = sendto(socket, word, word.utf8.count, CInt(MSG_NOSIGNAL), target, length)
                }
            }
        #endif
    }
}

/// Gives signs of life until the server begins to stop, and says that it does: it is the first service to stop.
extension Supervisor: Service {
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if patience != nil { tell("WATCHDOG=1") }
                // Cancelled: the server stops, which is no failure of this service.
                try? await Task.sleep(for: patience.map { $0 / 2 } ?? .seconds(86_400))
            }
        }
        tell("STOPPING=1")
    }
}

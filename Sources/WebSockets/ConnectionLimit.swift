public import NIOCore
import Synchronization

/// How many connections may be open at once, in total and from one client.
public final class ConnectionLimit: Sendable {
    private let total: Int?
    private let each: Int?
    /// Whom a socket's address counts as; nil for one that only the total holds back.
    private let client: @Sendable (SocketAddress) -> String?
    private let open = Mutex((total: 0, byClient: [String: Int]()))

    /// - `client`: whom an address counts as; nil where there is no limit for one client.
    public init(
        total: Int? = nil, each: Int? = nil, client: @escaping @Sendable (SocketAddress) -> String? = { $0.ipAddress }
    ) {
        self.total = total
        self.each = each
        self.client = client
    }

    /// Counts a connection until it is closed. - Returns: false for one that is too many.
    func admits(_ channel: any Channel) -> Bool {
        let client = channel.remoteAddress.flatMap(self.client)
        let isAdmitted = open.withLock { open in
            if let total, open.total >= total { return false }
            if let client, let each, open.byClient[client, default: 0] >= each { return false }
            open.total += 1
            if let client { open.byClient[client, default: 0] += 1 }
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.leave(client) } }
        return isAdmitted
    }

    private func leave(_ client: String?) {
        open.withLock { open in
            open.total -= 1
            guard let client, let count = open.byClient[client] else { return }
            open.byClient[client] = count > 1 ? count - 1 : nil
        }
    }
}

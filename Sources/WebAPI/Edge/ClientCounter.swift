import Synchronization

/// How many of something each client holds at once.
final class ClientCounter: Sendable {
    private let most: Int?
    private let counts = Mutex<[String: Int]>([:])

    /// - Parameter most: for one client; nil for no limit.
    init(most: Int?) {
        self.most = most
    }

    /// Whether the client may have no more.
    func isFull(for client: String) -> Bool {
        most.map { most in counts.withLock { $0[client, default: 0] >= most } } ?? false
    }

    /// Holds one more for the time of the body, whatever the limit says.
    func holding(_ client: String, _ body: () async throws -> Void) async rethrows {
        counts.withLock { $0[client, default: 0] += 1 }
        defer {
            counts.withLock { counts in
                let count = counts[client, default: 1] - 1
                counts[client] = count > 0 ? count : nil
            }
        }
        try await body()
    }
}

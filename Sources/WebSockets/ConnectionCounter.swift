import Synchronization

/// How many connections are open right now, readable from any thread.
public final class ConnectionCounter: Sendable {
    private let httpCount = Atomic(0)
    private let webSocketCount = Atomic(0)

    /// Starts at nought.
    public init() {}

    /// Open connections that speak HTTP; each counts from its first request on.
    public var http: Int { self.httpCount.load(ordering: .relaxed) }

    /// Open connections that became WebSockets.
    public var webSocket: Int { self.webSocketCount.load(ordering: .relaxed) }

    func countingHTTP(_ body: () async -> Void) async {
        self.httpCount.add(1, ordering: .relaxed)
        await body()
        self.httpCount.subtract(1, ordering: .relaxed)
    }

    func countingWebSocket(_ body: () async -> Void) async {
        self.webSocketCount.add(1, ordering: .relaxed)
        await body()
        self.webSocketCount.subtract(1, ordering: .relaxed)
    }
}

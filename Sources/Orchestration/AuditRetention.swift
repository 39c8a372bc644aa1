import Domain
public import Persistence
public import ServiceLifecycle

/// Removes audit entries that are older than the operator wants to keep; by default nothing is ever removed.
public struct AuditRetention: Service {
    private static let interval = Duration.seconds(3600)
    private static let day: Int64 = 86_400_000

    private let store: Store
    private let days: Int

    /// - `days`: how long an entry is kept; 0 for ever.
    public init(store: Store, days: Int) {
        self.store = store
        self.days = days
    }

    public func run() async throws {
        guard days > 0 else { return try await gracefulShutdown() }
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // A database that cannot be written now is tried again; the log of writes says why.
                _ = try? await store.removeAuditEntries(before: limit)
                try? await Task.sleep(for: Self.interval)  // throws only when it is over
            }
        }
    }

    private var limit: Timestamp { Timestamp(milliseconds: Timestamp.now.milliseconds - Int64(days) * Self.day) }
}

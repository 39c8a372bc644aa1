import Domain
import Metrics
import Orchestration

/// Counts the clients of one kind of stream, and how old events are when they go to them.
struct StreamMeters: Sendable {
    static let webSocket = StreamMeters("websocket")
    static let serverSentEvents = StreamMeters("sse")

    private let clients: Meter
    private let lag: Timer

    private init(_ transport: String) {
        clients = Meter(label: "skein_stream_clients", dimensions: [("transport", transport)])
        lag = Timer(label: "skein_stream_lag_seconds", dimensions: [("transport", transport)])
    }

    func counting<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        clients.increment()
        defer { clients.decrement() }
        return try await body()
    }

    /// The oldest of the events that were sent together says it for all.
    func sent(_ events: [FollowedEvent]) {
        guard let oldest = events.lazy.compactMap(\.happenedAt).first else { return }
        lag.recordMilliseconds(max(0, Timestamp.now.milliseconds - oldest.milliseconds))
    }
}

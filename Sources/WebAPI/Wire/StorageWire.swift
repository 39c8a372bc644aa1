import Domain
import Hummingbird
import Orchestration
import Telemetry

extension API {
    /// `GET /api/system/storage`: how much room the data takes.
    @Sendable func storage(_ request: Request, _ context: APIContext) async throws -> Response {
        try .json(StorageWire(try await data.figures()))
    }
}

/// How much room the data takes, in bytes, and what was pruned since the server began.
struct StorageWire: Encodable {
    let database: Int64
    let log: Int64
    let free: Int64
    let calls: Int64
    let prunedRuns: Int
    let prunedEvents: Int

    init(_ figures: StorageFigures) {
        (database, log, free) = (figures.database, figures.log, figures.free)
        (calls, prunedRuns, prunedEvents) = (figures.calls, figures.prunedRuns, figures.prunedEvents)
    }

    func add(to text: inout PrometheusText) {
        let parts = [("database", database), ("log", log), ("free", free), ("calls", calls)]
        text.add(
            "skein_storage_bytes", "gauge",
            "Room that the data takes: the database, its write-ahead log, its free pages, calls.",
            parts.map { ([MetricLabel("part", $0.0)], Double($0.1)) })
        text.add(
            "skein_pruned_runs_total", "counter", "Runs that lost their events and outputs since the process began.",
            [([], Double(prunedRuns))])
        text.add(
            "skein_pruned_events_total", "counter", "Events that were removed since the process began.",
            [([], Double(prunedEvents))])
    }

    private enum CodingKeys: String, CodingKey {
        case database = "database_bytes"
        case log = "log_bytes"
        case free = "free_bytes"
        case calls = "calls_bytes"
        case prunedRuns = "pruned_runs"
        case prunedEvents = "pruned_events"
    }
}

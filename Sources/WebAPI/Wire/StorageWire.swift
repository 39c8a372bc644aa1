import Domain
import Hummingbird
import Orchestration

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

    /// In the text that Prometheus reads.
    var prometheus: String {
        """
        # HELP skein_storage_bytes Room that the data takes: the database, its write-ahead log, its free pages, calls.
        # TYPE skein_storage_bytes gauge
        skein_storage_bytes{part="database"} \(database)
        skein_storage_bytes{part="log"} \(log)
        skein_storage_bytes{part="free"} \(free)
        skein_storage_bytes{part="calls"} \(calls)
        # HELP skein_pruned_runs_total Runs that lost their events and outputs since the process began.
        # TYPE skein_pruned_runs_total counter
        skein_pruned_runs_total \(prunedRuns)
        # HELP skein_pruned_events_total Events that were removed since the process began.
        # TYPE skein_pruned_events_total counter
        skein_pruned_events_total \(prunedEvents)

        """
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

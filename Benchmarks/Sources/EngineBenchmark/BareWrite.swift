import GRDB

/// One write of the engine, as the rows it left: the event that tells of it, and what changed with it.
struct BareWrite {
    enum Change {
        case create([DatabaseValue])
        case claim
        case step([DatabaseValue])
        case settle(output: DatabaseValue)
    }

    let run: String
    let change: Change
    let event: [DatabaseValue]

    static let runColumns = [
        "id", "workflow", "version", "lane", "state", "input", "labels", "topic", "workflow_id", "priority", "parent_id",
        "idempotency_key", "lease_epoch", "event_count", "created_at", "queued_at",
    ]
    static let stepColumns = [
        "run_id", "path", "attempt", "kind", "position", "call_id", "fingerprint", "status", "output", "failure", "retry_at",
        "started_at", "ended_at",
    ]
    static let eventColumns = [
        "run_id", "run_seq", "type", "name", "data", "execution_id", "workflow_id", "created_at",
    ]

    /// The writes of a database, in the order of their events.
    static func recorded(_ database: Database) throws -> [BareWrite] {
        let runs = try Row.fetchAll(database, sql: "SELECT *, id AS run FROM runs")
        let steps = try Row.fetchAll(database, sql: "SELECT * FROM run_steps ORDER BY rowid")
        let runByID = Dictionary(uniqueKeysWithValues: runs.map { ($0["id"] as String, $0) })
        var stepsOfRun = Dictionary(grouping: steps.reversed()) { $0["run_id"] as String }
        return try Row.fetchAll(database, sql: "SELECT * FROM events ORDER BY cursor").map { event in
            let run: String = event["run_id"]
            let change: Change =
                switch event["name"] as String {
                case "created": .create(runColumns.map { runByID[run]![$0] })
                case "started": .claim
                case "step_completed":
                    .step({ step in stepColumns.map { step[$0] } }(stepsOfRun[run]!.removeLast()))
                default: .settle(output: runByID[run]!["output"])
                }
            return BareWrite(run: run, change: change, event: eventColumns.map { event[$0] })
        }
    }
}

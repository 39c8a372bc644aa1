public import Domain
import DurableExecution
import SQL

/// Why something that is not running does not run.
extension Store {
    /// For each of these executions and workflow executions that waits, on what.
    /// - Parameter runs: their ids.
    public func waitingReasons(of runs: [String]) async throws -> [String: WaitingReason] {
        let now = now()
        return try await database.read { sql in
            var reasons: [String: WaitingReason] = [:]
            for run in runs { reasons[run] = try Self.reason(RunID(rawValue: run), now, sql) }
            return reasons
        }
    }

    private static func reason(_ run: RunID, _ now: Timestamp, _ sql: any SQLConnection) throws -> WaitingReason? {
        guard let standing = try RunTable.standing(run, sql) else { return nil }
        switch standing.state {
        case .pending:
            return WaitingReason(.slot, "All places are taken; \(standing.ahead) begin before it.")
        case .paused:
            return WaitingReason(.input, "It was paused; resume it to go on.")
        case .waiting:
            return try waitReason(standing, sql)
        case .running, .pausing, .aborting:
            return try drivenReason(standing, now, sql)
        case .completed, .failed, .aborted:
            return nil
        }
    }

    private static func waitReason(_ standing: RunStanding, _ sql: any SQLConnection) throws -> WaitingReason {
        for question in try SignalTable.open(of: standing.id, sql)
        where standing.waits.contains(.input(question.interaction)) {
            let message = question.question["message"]?.stringValue ?? question.question.text
            return WaitingReason(.input, "It asks (\(question.interaction)): \(message)")
        }
        guard let retry = standing.retry, let wakeAt = standing.wakeAt, wakeAt >= retry.at else {
            return WaitingReason(.timer, until: standing.wakeAt, "It waits for a point in time.")
        }
        let isLimited = ["rate_limited", "overloaded"].contains(retry.failure.kind)
        return WaitingReason(
            isLimited ? .rateLimit : .timer, until: retry.at, "It is tried again: \(retry.failure.message)")
    }

    private static func drivenReason(
        _ standing: RunStanding, _ now: Timestamp, _ sql: any SQLConnection
    ) throws -> WaitingReason? {
        let end = standing.leaseEnd ?? now
        if standing.isOwned, end <= now {
            return WaitingReason(
                .lease, until: end, "The server that drove it gives no sign of life; the next one that looks takes it over.")
        }
        if standing.state != .running { return WaitingReason(.dependency, "What is under way ends first.") }
        guard standing.topic == .workflow else { return nil }
        // A pattern whose executions all wait, waits with them.
        let children = try RunTable.liveChildren(of: standing.id, sql)
        var first: WaitingReason?
        for child in children {
            guard let reason = try reason(child, now, sql) else { return nil }
            first = first ?? reason
        }
        return first
    }
}

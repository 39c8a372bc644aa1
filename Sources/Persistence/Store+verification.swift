public import Domain
import DurableExecution
import SQL

/// Proving the journal's promises on what is stored.
extension Store {
    /// How many findings of each kind are told.
    private static let mostFindings = 100

    /// Checks every invariant on one snapshot; nobody waits for it.
    public func verify() async throws -> JournalVerification {
        let dialect = database.dialect
        let damages = try await database.damages().map { JournalFinding(.storage, run: nil, $0) }
        // Rows of a damaged file may be anything.
        return try await database.read { sql in
            let counts = try InvariantTable.counts(sql)
            var findings = damages
            findings += try InvariantTable.findings(limit: Self.mostFindings, dialect, sql)
            findings += try SpendingCheck(sql).findings(sql).prefix(Self.mostFindings)
            return JournalVerification(runs: counts.runs, steps: counts.steps, events: counts.events, findings: findings)
        }
    }

    /// The model calls that are under way and have left something in a spool: run, path and call id.
    public func callsUnderWay() async throws -> [CallUnderWay] {
        try await database.read { try StepTable.underWay($0) }
    }

    /// Of these runs, those that are there.
    public func known(runs: [String]) async throws -> Set<String> {
        try await database.read { try RunTable.known(runs, $0) }
    }
}

/// An attempt of a step that was begun and has not ended, in a run that goes on.
public struct CallUnderWay: Sendable, Hashable {
    public let run: String
    public let path: String
    public let callID: String
    /// Whether its backend noted how far it has been heard, as the Claude CLI's does in its spool.
    public let hasSpool: Bool
}

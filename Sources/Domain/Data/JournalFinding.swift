/// Something in the database that breaks a promise: what, where, and what to do.
public struct JournalFinding: Sendable, Hashable, Codable {
    /// The promise, in the words of ``Invariant``.
    public let invariant: Invariant
    public let run: String?
    /// Of the step.
    public let path: String?
    public let message: String
    public let remedy: String

    public init(_ invariant: Invariant, run: String?, path: String? = nil, _ message: String) {
        self.invariant = invariant
        self.run = run
        self.path = path
        self.message = message
        remedy = invariant.remedy
    }
}

/// What holds of every database at rest.
public enum Invariant: String, Sendable, Codable, CaseIterable {
    /// Pages, indexes and references, as the engine sees them.
    case storage
    /// Events of a run are numbered without gaps (D7).
    case events
    /// Nothing happens after a run's end, and every run has the state that its last event tells.
    case ending
    /// A run is driven by one owner, or by none (D5).
    case lease
    /// Every attempt that was begun has ended, or belongs to a run that goes on.
    case attempts
    /// A path means one step, with attempts in a row, of which one at most succeeded (D3).
    case paths
    /// What ended has its output or its failure, and both can be read.
    case outputs
    /// Executions say what their runs say (D2).
    case projection
    /// What was spent is the same, by steps, executions, workflows and days.
    case usage
    /// Whatever belongs to something has that.
    case references
    /// A model call that is under way has its spool.
    case spools

    /// What to do about it.
    var remedy: String {
        switch self {
        case .storage: "The file is damaged. Restore the newest backup (`skein restore FILE`), and look at the disk."
        case .events, .ending, .lease, .paths, .outputs:
            "The journal was changed from outside, or there is a fault in Skein. Restore a backup from before, or delete the "
                + "execution, and report it with this line."
        case .attempts: "Delete the execution, or restore a backup; report it with this line."
        case .projection: "The run is right. Delete the execution if it misleads; report it with this line."
        case .usage: "Only the figures are wrong, no work is. Report it with this line."
        case .references: "Delete what refers to nothing, or restore a backup; report it with this line."
        case .spools:
            "The call is begun anew when the run goes on: look at what it did before. Or put the directory `calls` of the "
                + "backup back first."
        }
    }
}

/// What a verification looked at, and what it found.
public struct JournalVerification: Sendable, Codable {
    public let runs: Int
    public let steps: Int
    public let events: Int
    public var findings: [JournalFinding]

    public init(runs: Int, steps: Int, events: Int, findings: [JournalFinding]) {
        (self.runs, self.steps, self.events, self.findings) = (runs, steps, events, findings)
    }

    public var isWell: Bool { findings.isEmpty }
}

/// Where a run stands.
public enum RunState: String, Codable, CaseIterable, Sendable {
    case pending, running, pausing, paused, waiting, aborting, completed, failed, aborted

    /// Nothing more will happen to it.
    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .aborted: true
        case .pending, .running, .pausing, .paused, .waiting, .aborting: false
        }
    }

    /// A driver owns it.
    public var isDriven: Bool {
        switch self {
        case .running, .pausing, .aborting: true
        case .pending, .paused, .waiting, .completed, .failed, .aborted: false
        }
    }
}

/// What can happen to a run.
public enum RunEvent: String, Codable, CaseIterable, Sendable {
    /// A driver took it under a lease.
    case claimed
    /// A person (or a parent) asked.
    case pauseRequested, resumeRequested, abortRequested
    /// The body waits for a person or a timer, and has unwound.
    case inputAwaited
    /// An answer arrived, or a timer is due.
    case inputGiven, timerFired
    /// The body ended: because its scope was closed, with an output, or with an error.
    case unwound, bodyCompleted, bodyFailed
    /// The driver is gone (crash, shutdown, a newer lease).
    case leaseLost
}

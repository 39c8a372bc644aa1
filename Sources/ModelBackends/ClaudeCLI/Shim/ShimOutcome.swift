import Agents
import Domain

/// Why a shim's process ended, as far as the shim knows.
enum ShimEnding: Sendable, Hashable, Codable {
    /// By itself.
    case finished
    /// It did not go after its turn's result, and was made to.
    case overstayed
    case paused
    /// Until a person has answered.
    case asked(Interaction)
    case aborted
    /// Its wall clock ran out.
    case timedOut
    /// It gave no sign of life.
    case inactive
    /// The machine or an operator told the shim to end.
    case terminated
    /// The CLI could not be started; why.
    case unstarted(String)
}

/// What a shim leaves behind, written last.
struct ShimOutcome: Sendable, Hashable, Codable {
    var ending: ShimEnding
    /// Of the CLI; nil when it was killed or never started.
    var exitStatus: Int?
    /// The signal that killed it.
    var signal: Int?
    var stderrTail: String
    /// Descendants that had to be killed.
    var survivors: Int
    var endedAt: Timestamp
}

extension ShimOutcome {
    static func unstarted(_ reason: String) -> ShimOutcome {
        ShimOutcome(ending: .unstarted(reason), stderrTail: "", survivors: 0, endedAt: .now)
    }
}

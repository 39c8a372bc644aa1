import Agents
import Domain

/// What a shim is to carry out: one process of the CLI, one stretch of a conversation.
struct ShimRequest: Sendable, Codable {
    var callID: String
    var sessionID: String
    /// The CLI's path and arguments; its environment is the shim's own, so that no secret is written to disk.
    var command: [String]
    var workDirectory: String
    /// What is said to the model; nil when a deferred tool call is to be asked about again.
    var prompt: String?
    var gate: ToolGate
    /// Decisions people made before.
    var answers: [InteractionAnswer]
    /// Calls people allowed that the model has to ask for again: their inputs, by tool.
    var approvedCalls: [ClaudeToolCall]
    var timing: ShimTiming
}

/// How long things may take, in milliseconds.
struct ShimTiming: Sendable, Hashable, Codable {
    /// How long a question is held open with a server attached, and without one.
    var hold: Int64 = 60_000
    var holdAlone: Int64 = 15_000
    /// How long the process may give no sign of life; nil for any time.
    var inactivity: Int64?
    /// When the call must be over, in milliseconds since 1970; nil for never.
    var deadline: Int64?
    /// How long each rung of the stop ladder is given.
    var rung: Int64 = 3_000
}

/// What is said to a shim through its socket, one JSON object per line.
enum ShimCommand: Sendable, Hashable, Codable {
    /// Send everything recorded from this place on, and what comes.
    case follow(from: Int)
    case stop(CallStop)
    case answer(InteractionAnswer)
}

/// Why a shim's process ended, as far as the shim knows.
enum ShimEnding: Sendable, Hashable, Codable {
    /// By itself.
    case finished
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

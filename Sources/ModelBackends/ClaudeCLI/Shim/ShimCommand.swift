import Agents

/// What is said to a shim through its socket, one JSON object per line.
enum ShimCommand: Sendable, Hashable, Codable {
    /// Send everything recorded from this place on, and what comes.
    case follow(from: Int)
    case stop(CallStop)
    case answer(InteractionAnswer)
}

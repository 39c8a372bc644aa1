import Agents

/// What a server says to a shim.
extension ShimMachine {
    mutating func received(_ command: ShimCommand, at now: Int64) -> [Action] {
        switch command {
        case .follow: return []
        case .stop(let stop): return received(stop, at: now)
        case .answer(let answer):
            guard let gate = gates.first(where: { $0.interaction.id == answer.interactionID }) else { return [] }
            return resolve(gate, answer, at: now)
        }
    }

    /// How many servers are attached now.
    mutating func attached(_ count: Int, at now: Int64) {
        if servers > 0 || count > 0 { lastServerAt = now }
        servers = count
    }

    /// The machine's services, or an operator, tell the shim itself to end.
    mutating func terminated(at now: Int64) -> [Action] {
        climb(.terminated, at: now)
    }

    private mutating func received(_ stop: CallStop, at now: Int64) -> [Action] {
        switch (stop, phase) {
        case (.abort, _): return climb(.aborted, at: now)
        case (.pauseAtStep, .starting), (.pauseNow, .starting): return climb(.paused, at: now)
        case (.pauseAtStep, .working):
            pausesAtGate = true
            return gates.isEmpty ? [] : park(.paused)
        case (.pauseNow, .working):
            return gates.isEmpty || !runningTools.isEmpty ? climb(.paused, at: now) : park(.paused)
        case (.pauseAtStep, .stopping), (.pauseAtStep, .draining), (.pauseAtStep, .over), (.pauseNow, .stopping),
            (.pauseNow, .draining), (.pauseNow, .over):
            return []
        }
    }
}

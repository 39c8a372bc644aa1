import Agents

/// What time does to a process: silence, deadlines, questions nobody answers, and the stop ladder.
extension ShimMachine {
    /// How long a dead process is given to be gone.
    private static let killInterval: Int64 = 100

    /// When ``tick(at:)`` wants to be called next, in milliseconds since 1970; nil for never.
    var wakeAt: Int64? {
        switch phase {
        case .starting, .working: [request.timing.deadline, inactivityLimit, holdLimit].compactMap { $0 }.min()
        case .stopping(let rung, let since): since + patience(on: rung)
        case .draining(let since): since + request.timing.rung
        case .over: nil
        }
    }

    mutating func tick(at now: Int64) -> [Action] {
        switch phase {
        case .starting, .working: return watch(at: now)
        case .stopping(let rung, let since):
            guard now >= since + patience(on: rung) else { return [] }
            return step(to: StopRung(rawValue: rung.rawValue + 1) ?? .kill, at: now)
        case .draining(let since):
            guard now >= since + request.timing.rung else { return [] }
            if ending == .finished { ending = .overstayed }
            return step(to: .terminate, at: now)
        case .over: return []
        }
    }

    /// Begins to end the process, or goes on doing so for another reason.
    mutating func climb(_ reason: ShimEnding, at now: Int64) -> [Action] {
        switch phase {
        // Nothing is lost: the model has heard nothing yet.
        case .starting: return intend(reason) + step(to: .terminate, at: now)
        case .working: return intend(reason) + step(to: .interrupt, at: now)
        case .stopping: return reason == .aborted && ending != .aborted ? intend(.aborted) : []
        case .draining, .over: return []
        }
    }

    /// Notes why the process is ended, so that whoever finds it dead knows.
    mutating func intend(_ ending: ShimEnding) -> [Action] {
        self.ending = ending
        return [.intend(ending)]
    }

    private mutating func watch(at now: Int64) -> [Action] {
        if let deadline = request.timing.deadline, now >= deadline { return climb(.timedOut, at: now) }
        if let limit = inactivityLimit, now >= limit { return climb(.inactive, at: now) }
        if let limit = holdLimit, now >= limit, let gate = gates.first { return park(.asked(gate.interaction)) }
        return []
    }

    /// A tool that runs, or a person who thinks, is not silence.
    private var inactivityLimit: Int64? {
        guard runningTools.isEmpty, gates.isEmpty else { return nil }
        return request.timing.inactivity.map { lastSignOfLife + $0 }
    }

    private var holdLimit: Int64? {
        guard let oldest = gates.map(\.since).min() else { return nil }
        let attended = oldest + request.timing.hold
        return servers > 0 ? attended : min(attended, max(oldest, lastServerAt) + request.timing.holdAlone)
    }

    private func patience(on rung: StopRung) -> Int64 {
        rung == .kill ? Self.killInterval : request.timing.rung
    }

    private mutating func step(to rung: StopRung, at now: Int64) -> [Action] {
        phase = .stopping(rung, since: now)
        switch rung {
        case .interrupt: return [.send(ClaudeControl.interrupt(id: nextRequestID()))]
        case .closeInput: return [.closeInput]
        case .terminate: return [.terminate]
        case .kill: return [.killAll]
        }
    }
}

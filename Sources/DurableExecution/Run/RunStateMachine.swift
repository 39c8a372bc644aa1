/// The life of a run as a value: event in, response out; no I/O, no clock.
///
/// `docs/run-state-machine.md` is its picture, generated from it and compared by a test.
public struct RunStateMachine: Sendable, Equatable {
    public private(set) var state: RunState

    public init(_ state: RunState = .pending) {
        self.state = state
    }

    /// The answer to an event.
    public enum Response: Sendable, Equatable {
        /// The run moved to another state.
        case moved(RunState)
        /// The event is accepted and changes nothing: it is so already, or only its data matter (an early answer).
        case unchanged
        /// This state does not allow it.
        case refused
    }

    /// Applies an event.
    public mutating func apply(_ event: RunEvent) -> Response {
        let response = response(to: event)
        if case .moved(let next) = response { state = next }
        return response
    }

    private func response(to event: RunEvent) -> Response {
        switch state {
        case .pending: pending(event)
        case .running: running(event)
        case .pausing: pausing(event)
        case .paused: paused(event)
        case .waiting: waiting(event)
        case .aborting: aborting(event)
        case .completed: ended(event)
        case .failed: ended(event)
        case .aborted: event == .abortRequested ? .unchanged : ended(event)
        }
    }

    /// Ready for a driver. Next: running, paused, aborted.
    private func pending(_ event: RunEvent) -> Response {
        switch event {
        case .claimed: .moved(.running)
        case .pauseRequested: .moved(.paused)
        case .abortRequested: .moved(.aborted)
        case .resumeRequested: .unchanged
        case .inputAwaited, .inputGiven, .timerFired, .unwound, .bodyCompleted, .bodyFailed, .leaseLost: .refused
        }
    }

    /// A driver executes the body. Next: pausing, aborting, waiting, completed, failed, pending.
    private func running(_ event: RunEvent) -> Response {
        switch event {
        case .pauseRequested: .moved(.pausing)
        case .abortRequested: .moved(.aborting)
        case .inputAwaited: .moved(.waiting)
        case .bodyCompleted: .moved(.completed)
        case .bodyFailed: .moved(.failed)
        case .leaseLost: .moved(.pending)
        case .resumeRequested, .inputGiven: .unchanged
        case .claimed, .timerFired, .unwound: .refused
        }
    }

    /// Asked to pause; steps in flight are ending. Next: paused, aborting, completed, failed.
    private func pausing(_ event: RunEvent) -> Response {
        switch event {
        case .unwound, .inputAwaited, .leaseLost: .moved(.paused)
        case .bodyCompleted: .moved(.completed)
        case .bodyFailed: .moved(.failed)
        case .abortRequested: .moved(.aborting)
        case .pauseRequested, .inputGiven: .unchanged
        case .claimed, .resumeRequested, .timerFired: .refused
        }
    }

    /// Parked by a person; keeps its open questions. Next: pending, aborted.
    private func paused(_ event: RunEvent) -> Response {
        switch event {
        case .resumeRequested: .moved(.pending)
        case .abortRequested: .moved(.aborted)
        case .pauseRequested, .inputGiven: .unchanged
        case .claimed, .inputAwaited, .timerFired, .unwound, .bodyCompleted, .bodyFailed, .leaseLost: .refused
        }
    }

    /// Parked until an answer or a timer. Next: pending, paused, aborted.
    private func waiting(_ event: RunEvent) -> Response {
        switch event {
        case .inputGiven, .timerFired: .moved(.pending)
        case .pauseRequested: .moved(.paused)
        case .abortRequested: .moved(.aborted)
        case .claimed, .resumeRequested, .inputAwaited, .unwound, .bodyCompleted, .bodyFailed, .leaseLost: .refused
        }
    }

    /// Asked to abort; what runs is being ended. Next: aborted.
    private func aborting(_ event: RunEvent) -> Response {
        switch event {
        case .unwound, .inputAwaited, .bodyCompleted, .bodyFailed, .leaseLost: .moved(.aborted)
        case .abortRequested: .unchanged
        case .claimed, .pauseRequested, .resumeRequested, .inputGiven, .timerFired: .refused
        }
    }

    /// Over. Accepts nothing.
    private func ended(_ event: RunEvent) -> Response {
        switch event {
        case .claimed, .pauseRequested, .resumeRequested, .abortRequested, .inputAwaited, .inputGiven, .timerFired,
            .unwound, .bodyCompleted, .bodyFailed, .leaseLost:
            .refused
        }
    }
}

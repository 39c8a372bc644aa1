import Synchronization

/// What a step in flight is asked to do.
public enum StopRequest: Int, Sendable, Comparable, CaseIterable {
    /// End at the next point where nothing is lost.
    case pauseAtStep
    /// End now; the work will be continued.
    case pauseNow
    /// End now, for good.
    case abort

    public static func < (lhs: StopRequest, rhs: StopRequest) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}

/// The switchboard of one run while a driver has it: whether it may go on, what it waits for, which steps are in flight.
final class RunScope: Sendable {
    /// Why nothing new may begin. A later, stronger reason replaces an earlier one.
    enum Closing: Sendable, Equatable {
        case stop(StopRequest)
        /// The server shuts down: work in flight is let go of, not ended.
        case release
        /// The run cannot go on and fails, whatever its body makes of it: its code does not match its journal (D9), or
        /// the journal refuses what it writes.
        case failure(RunFailure)
        /// Another driver has the run, or its journal cannot be written: nothing more may be written.
        case leaseLost

        var strength: Int {
            switch self {
            case .stop(let request): request.rawValue
            case .release: StopRequest.allCases.count
            case .failure: StopRequest.allCases.count + 1
            case .leaseLost: StopRequest.allCases.count + 2
            }
        }

        /// What a step that stops itself is asked.
        var request: StopRequest? {
            switch self {
            case .stop(let request): request
            case .failure: .abort
            case .release, .leaseLost: nil
            }
        }
    }

    /// Something that the body of the run awaits.
    struct Flight: Sendable {
        /// How it is ended when the scope is closed.
        enum Ending: Sendable {
            /// Cancelled, except for a pause at the step: that lets it end by itself.
            case cancelled
            /// Told, and trusted to end itself; cancelled only when it is let go of.
            case told
            /// Cancelled always: it is a mere wait, and nothing is lost.
            case idle
        }

        let ending: Ending
        let cancel: @Sendable () -> Void
        var stops: AsyncStream<StopRequest>.Continuation?
        var answers: AsyncStream<(interaction: String, content: JSONText)>.Continuation?
    }

    private struct State {
        var closing: Closing?
        var hasUnwound = false
        var waits: [RunWait] = []
        var flights: [StepPath: Flight] = [:]
        var answers: [String: JSONText]
    }

    private let state: Mutex<State>

    init(answers: [String: JSONText] = [:]) {
        state = Mutex(State(answers: answers))
    }

    var closing: Closing? { state.withLock { $0.closing } }
    /// What the body waits for, having unwound.
    var waits: [RunWait] { state.withLock { $0.waits } }
    /// Whether the body, or a branch of it, was told to unwind: then it has not ended by itself (D6).
    var hasUnwound: Bool { state.withLock { $0.hasUnwound } }
    /// Whether a new step may begin; if not, the body must unwind.
    var isOpen: Bool { state.withLock { $0.closing == nil } }

    /// Whether the run is another's now, or about to be.
    var isReleased: Bool {
        switch closing {
        case .release, .leaseLost: true
        case nil, .stop, .failure: false
        }
    }

    /// Remembers that the body was told to unwind.
    func unwind() {
        state.withLock { $0.hasUnwound = true }
    }

    func wait(for wait: RunWait) {
        state.withLock { $0.waits.append(wait) }
    }

    /// Everything that people have answered and said so far.
    var answers: [String: JSONText] { state.withLock { $0.answers } }

    func answer(to interaction: String) -> JSONText? {
        state.withLock { $0.answers[interaction] }
    }

    /// Closes the scope and tells, or cancels, what is in flight.
    func close(_ closing: Closing) {
        let flights = state.withLock { state -> [Flight] in
            guard closing.strength > state.closing?.strength ?? -1 else { return [] }
            state.closing = closing
            return Array(state.flights.values)
        }
        for flight in flights { signal(flight, closing) }
    }

    /// Hands an answer to the body, wherever it waits for it.
    func deliver(_ interaction: String, _ content: JSONText) {
        let listeners = state.withLock { state in
            state.answers[interaction] = content
            return state.flights.values.compactMap(\.answers)
        }
        for listener in listeners { listener.yield((interaction: interaction, content: content)) }
    }

    private func signal(_ flight: Flight, _ closing: Closing) {
        switch flight.ending {
        case .cancelled: if closing != .stop(.pauseAtStep) { flight.cancel() }
        case .told: if let request = closing.request { flight.stops?.yield(request) } else { flight.cancel() }
        case .idle: flight.cancel()
        }
    }
}

// MARK: - Steps in flight

extension RunScope {
    func takeOff(_ path: StepPath, _ flight: Flight) {
        let closing = state.withLock { state in
            state.flights[path] = flight
            return state.closing
        }
        if let closing { signal(flight, closing) }
    }

    func land(_ path: StepPath) {
        let flight = state.withLock { $0.flights.removeValue(forKey: path) }
        flight?.stops?.finish()
        flight?.answers?.finish()
    }

    /// The stop requests to a step in flight; the newest is kept until it is read, and one made before comes first.
    func stopRequests(for path: StepPath) -> AsyncStream<StopRequest> {
        let (stream, continuation) = AsyncStream<StopRequest>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.flights[path]?.stops = continuation
            if let request = state.closing?.request { continuation.yield(request) }
        }
        return stream
    }

    /// The answers given to the run's questions, those before included.
    func answers(for path: StepPath) -> AsyncStream<(interaction: String, content: JSONText)> {
        let (stream, continuation) = AsyncStream<(interaction: String, content: JSONText)>.makeStream()
        state.withLock { state in
            state.flights[path]?.answers = continuation
            for (interaction, content) in state.answers { continuation.yield((interaction: interaction, content: content)) }
        }
        return stream
    }
}

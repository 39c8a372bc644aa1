import Synchronization

/// Ends children whose results are not needed any more: raised by one branch, heard by all that await a child under it.
///
/// Raising it is not journaled; what it does to each child is. So code may read it only inside a step.
public final class ChildStop: Sendable {
    private struct State {
        var isRaised = false
        var bells: [ObjectIdentifier: Bell] = [:]
        var below: [ChildStop] = []
    }

    private let state = Mutex(State())

    /// - Parameter above: raises this one too.
    public init(under above: ChildStop? = nil) {
        above?.take(self)
    }

    public var isRaised: Bool { state.withLock { $0.isRaised } }

    /// Aborts the children that are awaited under it, and keeps further ones from starting.
    public func raise() {
        let (bells, below) = state.withLock { state in
            state.isRaised = true
            return (Array(state.bells.values), state.below)
        }
        for bell in bells { bell.ring() }
        for stop in below { stop.raise() }
    }

    private func take(_ stop: ChildStop) {
        let isRaised = state.withLock { state in
            state.below.append(stop)
            return state.isRaised
        }
        if isRaised { stop.raise() }
    }

    func add(_ bell: Bell) {
        let isRaised = state.withLock { state in
            state.bells[ObjectIdentifier(bell)] = bell
            return state.isRaised
        }
        if isRaised { bell.ring() }
    }

    func remove(_ bell: Bell) {
        state.withLock { _ = $0.bells.removeValue(forKey: ObjectIdentifier(bell)) }
    }
}

/// What came of a child run, and which run it was.
public struct ChildEnd<Output: Sendable>: Sendable {
    /// Nil for a child that never started.
    public let run: RunID?
    public let result: Result<Output, StepFailure>
}

public import Tracing

/// Which run, and which step of it, something happens in: for the lines of a log.
public struct RunPlace: Sendable, Hashable {
    public let run: RunID
    /// Nil between steps.
    public var step: StepPath?

    public init(run: RunID, step: StepPath? = nil) {
        self.run = run
        self.step = step
    }
}

extension InstrumentationContext {
    private enum RunPlaceKey: InstrumentationContextKey {
        typealias Value = RunPlace
    }

    /// Nil where no run is driven.
    public var runPlace: RunPlace? {
        get { self[RunPlaceKey.self] }
        set { self[RunPlaceKey.self] = newValue }
    }
}

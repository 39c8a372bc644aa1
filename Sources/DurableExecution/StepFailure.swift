/// What ``WorkflowContext/step(_:_:_:)`` throws when a step has failed for good: the same at first and on every replay.
public struct StepFailure: Error, Sendable, Hashable {
    public let failure: RunFailure

    public init(_ failure: RunFailure) {
        self.failure = failure
    }
}

extension StepFailure: CustomStringConvertible {
    public var description: String {
        "step \(failure.path?.rawValue ?? "?") failed (\(failure.kind)): \(failure.message)"
    }
}

/// Thrown through the body to unwind it. Catching it changes nothing: the driver looks at the scope, not at what the
/// body threw (D6).
struct Suspended: Error {}

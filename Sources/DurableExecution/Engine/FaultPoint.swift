/// A named place where a test can end the process, to prove what survives.
public enum FaultPoint: String, CaseIterable, Sendable {
    case runCreated, runClaimed
    case stepStarting, stepStarted, stepFinished, stepCommitted, stepFailed
    case questionAsked, answerStored, commandStored
    case runSettling, runSettled
    case timerFired
}

/// What happens when a fault point is reached; nothing, outside tests.
public struct FaultPoints: Sendable {
    private let action: (@Sendable (FaultPoint) -> Void)?

    public static let none = FaultPoints(nil)

    public init(_ action: (@Sendable (FaultPoint) -> Void)?) {
        self.action = action
    }

    func reach(_ point: FaultPoint) {
        action?(point)
    }
}

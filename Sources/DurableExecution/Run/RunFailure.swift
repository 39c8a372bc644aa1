/// Why a step or a run failed: a class that programs can act on, and words for people.
public struct RunFailure: Error, Sendable, Hashable, Codable {
    /// The class, such as `timed_out`; see the constants, and each thrower's own.
    public var kind: String
    /// What happened and what to do, in one or two sentences.
    public var message: String
    /// The step that failed.
    public var path: StepPath?
    /// More, as a JSON object (exit status, stderr tail, partial output, …).
    public var details: JSONText?

    public init(kind: String, message: String, path: StepPath? = nil, details: JSONText? = nil) {
        self.kind = kind
        self.message = message
        self.path = path
        self.details = details
    }

    /// An error with no class of its own.
    public static let error = "error"
    /// A step took longer than its timeout.
    public static let timedOut = "timed_out"
    /// The code does not match the journal any more (D9).
    public static let nondeterminism = "nondeterminism"
    /// No workflow of this name and version is registered.
    public static let unknownWorkflow = "unknown_workflow"
    /// A child run was aborted.
    public static let aborted = "aborted"
    /// A child run was ended by the run that awaited it, because its result was not needed any more.
    public static let cancelled = "cancelled"
    /// The journal refuses what the run writes.
    public static let journal = "journal"
    /// A stored value cannot be decoded.
    public static let undecodable = "undecodable"
}

/// An error that knows its class and whether trying again may help.
public protocol FailureDescribing: Error {
    var failure: RunFailure { get }
    var retry: RetryAdvice { get }
}

/// What an error says about trying again.
public enum RetryAdvice: Sendable, Hashable {
    /// Another attempt would fail in the same way.
    case never
    /// As the step's policy says.
    case byPolicy
    /// Not before this long (a server's `retry-after`).
    case notBefore(Duration)
}

extension RunFailure {
    /// Any error as a failure.
    static func describing(_ error: any Error, at path: StepPath?) -> RunFailure {
        var failure =
            switch error {
            case let error as RunFailure: error
            case let error as any FailureDescribing: error.failure
            case let error as StepFailure: error.failure
            default: RunFailure(kind: Self.error, message: "\(error)")
            }
        failure.path = failure.path ?? path
        return failure
    }
}

extension JSONText: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(stored: try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

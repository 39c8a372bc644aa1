public import Domain

/// Something that can carry a model call to its end: the Claude CLI, an API, a script.
///
/// The rules, held by `ModelBackendConformance`:
/// - A call whose id was begun before is continued or its outcome adopted, never asked again.
/// - Everything worth keeping is emitted as it comes; what ``ModelReply`` says is the whole of it.
/// - Tools that the caller offers are answered by `OfferedTools.judged(_:_:id:after:)`; a call is durable before its answer.
/// - A stop request is obeyed; cancelling the task only lets go of the call, so that it can be continued.
/// - A failure is a ``ModelBackendError``. No text is ever made up for it.
public protocol ModelBackend: Sendable {
    /// Stored with every execution, such as `claude_cli`.
    var name: String { get }
    /// What `method` says of an execution it did, such as `expert_fallback`.
    var method: String { get }
    /// Whether its answers are not a model's.
    var isDegraded: Bool { get }
    /// Whose model it is, as traces name it (`gen_ai.provider.name`).
    var provider: String { get }

    /// Whether a call gets ready before its beginning is durable, and awaits ``ModelCallLink/announced()`` before it does
    /// anything that could be noticed outside.
    var preparesItself: Bool { get }

    /// Carries a call to its end.
    /// - Throws: ``ModelBackendError``; `CancellationError` when the task is cancelled.
    func perform(_ call: ModelCall, _ link: any ModelCallLink) async throws -> ModelReply
}

extension ModelBackend {
    public var method: String { name }
    public var isDegraded: Bool { false }
    public var provider: String { name }
    public var preparesItself: Bool { false }
}

/// What connects a call with the run that makes it.
public protocol ModelCallLink: Sendable {
    /// How far the call had got when that was last emitted; nil for a call that has only begun.
    var progress: String? { get }

    /// Returns when the call's beginning is durable.
    func announced() async throws

    /// Passes on what happens. What is to be kept is durable before the call's own end is; a disk that is behind is waited for.
    /// - Parameter event: what happened.
    /// - Parameter progress: how far the call has got with it.
    func emit(_ event: ModelEvent, progress: String?) async

    /// Puts a question to a person; returns when it is durable. The answer comes through ``answers()``.
    func ask(_ interaction: Interaction) async throws

    /// Requests to end the call, the strongest last.
    func stopRequests() -> any AsyncSequence<CallStop, Never>

    /// What people answered, those given before included.
    func answers() -> any AsyncSequence<GivenAnswer, Never>
}

/// What a person sent in answer to an interaction.
public struct GivenAnswer: Sendable, Hashable {
    public let interactionID: String
    public let content: JSONValue

    public init(interactionID: String, content: JSONValue) {
        self.interactionID = interactionID
        self.content = content
    }
}

/// How a call is asked to end.
public enum CallStop: Int, Sendable, Codable, Comparable, CaseIterable {
    /// At the next point where nothing is lost.
    case pauseAtStep
    /// At once, to be continued.
    case pauseNow
    /// At once, for good.
    case abort

    public static func < (lhs: CallStop, rhs: CallStop) -> Bool {
        lhs.rawValue < rhs.rawValue
    }
}

/// Durable work: plain async code whose steps are journaled, so that it can stop anywhere and go on later.
///
/// A run that stops (crash, pause, waiting for a person, a timer, a deploy) unwinds, and is later replayed from its
/// journal, skipping what is recorded. So `run` must act on the world only inside ``WorkflowContext/step(_:_:_:)``, and
/// take time, randomness and ids from the context.
public protocol Workflow: Sendable {
    associatedtype Input: Codable & Sendable
    associatedtype Output: Codable & Sendable

    /// Stored with every run; never renamed.
    static var name: String { get }
    /// A run continues only under the version it began with; raise it when steps are renamed, reordered or retyped.
    static var version: Int { get }
    /// Which concurrency limit its runs count against.
    static var lane: RunLane { get }

    func run(_ context: WorkflowContext, _ input: Input) async throws -> Output
}

extension Workflow {
    public static var lane: RunLane { .coordination }
}

/// A class of runs with a concurrency limit of its own.
///
/// Runs that wait for other runs must not hold the slots that those need, so they have another lane.
public enum RunLane: String, Codable, CaseIterable, Sendable {
    /// Runs that do the work (a model at work); limited by `MAX_CONCURRENT_EXECUTIONS`.
    case work
    /// Runs that start and await other runs.
    case coordination
}

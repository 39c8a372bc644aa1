import DurableExecution
import Synchronization

/// Counts what steps did to the outside world, so that a repetition shows.
final class Deeds: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// - Returns: how often it was done by now.
    @discardableResult func did(_ what: String) -> Int {
        counts.withLock { counts in
            counts[what, default: 0] += 1
            return counts[what, default: 0]
        }
    }

    subscript(what: String) -> Int { counts.withLock { $0[what] ?? 0 } }
    var all: [String: Int] { counts.withLock { $0 } }
    var total: Int { all.values.reduce(0, +) }
}

/// A workflow written in the test that uses it.
struct Scripted: Workflow {
    static let name = "scripted"
    static let version = 1

    let body: @Sendable (WorkflowContext, String) async throws -> String

    init(_ body: @escaping @Sendable (WorkflowContext, String) async throws -> String) {
        self.body = body
    }

    func run(_ context: WorkflowContext, _ input: String) async throws -> String {
        try await body(context, input)
    }
}

/// Another one, as a child.
struct ScriptedChild: Workflow {
    static let name = "scripted_child"
    static let version = 1
    static let lane = RunLane.work

    let body: @Sendable (WorkflowContext, String) async throws -> String

    init(_ body: @escaping @Sendable (WorkflowContext, String) async throws -> String) {
        self.body = body
    }

    func run(_ context: WorkflowContext, _ input: String) async throws -> String {
        try await body(context, input)
    }
}

/// An error whose retries the step's policy decides.
struct Flaky: Error {}

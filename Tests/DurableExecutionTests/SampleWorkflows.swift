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

/// Lets a test hold a step in the middle of its body.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
        var arrivals = 0
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// Waits until the gate is opened; deaf to cancellation, as work that cannot be stopped is.
    func pass() async {
        await withCheckedContinuation { continuation in
            let (passes, watchers) = state.withLock { state in
                state.arrivals += 1
                let watchers = state.watchers.filter { $0.count <= state.arrivals }
                state.watchers.removeAll { $0.count <= state.arrivals }
                if !state.isOpen { state.waiters.append(continuation) }
                return (state.isOpen, watchers)
            }
            for watcher in watchers { watcher.continuation.resume() }
            if passes { continuation.resume() }
        }
    }

    /// Waits until so many have arrived.
    func arrived(_ count: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.arrivals >= count { return true }
                state.watchers.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            state.isOpen = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
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

import Domain
import Synchronization

/// Lets the branch of a task wait for the branches of the tasks that it needs.
final class TaskSignals: Sendable {
    private enum Signal {
        case open([CheckedContinuation<TaskResult?, Never>])
        /// Nil when the branch has unwound: whoever needs it must unwind too.
        case settled(TaskResult?)
    }

    private let signals = Mutex<[TaskID: Signal]>([:])

    /// What came of a task, as soon as that is known; nil when its branch has unwound.
    func result(of task: TaskID) async -> TaskResult? {
        await withCheckedContinuation { waiter in
            let settled: TaskResult?? = signals.withLock { signals in
                switch signals[task] ?? .open([]) {
                case .open(let waiters):
                    signals[task] = .open(waiters + [waiter])
                    return nil
                case .settled(let result):
                    return .some(result)
                }
            }
            if let settled { waiter.resume(returning: settled) }
        }
    }

    /// Tells those who wait; what was told first stands.
    func settle(_ task: TaskID, _ result: TaskResult?) {
        let waiters = signals.withLock { signals -> [CheckedContinuation<TaskResult?, Never>] in
            guard case .open(let waiters) = signals[task] ?? .open([]) else { return [] }
            signals[task] = .settled(result)
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: result) }
    }
}

/// A branch that this one needs has unwound; the run is about to.
struct BranchUnwound: Error {}

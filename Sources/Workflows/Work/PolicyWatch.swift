import Domain
import Synchronization

/// Watches a group of tasks for the moment from which its failure policy needs no more of it.
final class PolicyWatch: Sendable {
    private struct State {
        var successes: [TaskID] = []
        var ended = 0
    }

    let policy: FailurePolicy
    /// How many successes are enough; nil when all count.
    let needed: Int?
    private let count: Int
    private let state = Mutex(State())

    /// - Parameter quorum: nil for more than half.
    init(policy: FailurePolicy, quorum: Int?, of count: Int) {
        self.policy = policy
        self.count = count
        needed =
            switch policy {
            case .failFast, .allSettled: nil
            case .quorum: min(quorum ?? count / 2 + 1, count)
            case .firstSuccess: 1
            }
    }

    /// The tasks that were done, in the order in which that became known; read inside steps only.
    var successes: [TaskID] { state.withLock { $0.successes } }

    /// Takes a result into account.
    /// - Returns: why the rest is ended now; nil when it goes on.
    func ended(_ result: TaskResult) -> String? {
        let (successes, left) = state.withLock { state in
            state.ended += 1
            if result.status == .completed { state.successes.append(result.taskID) }
            return (state.successes.count, count - state.ended)
        }
        switch policy {
        case .allSettled: return nil
        case .failFast: return result.status == .failed ? policy.rawValue : nil
        case .quorum, .firstSuccess:
            if successes >= needed ?? .max { return policy.rawValue }
            return successes + left < needed ?? 0 ? "quorum_unreachable" : nil
        }
    }
}

import Domain
import Synchronization

/// Who may begin now: agents have a limited number of places, and who waits is served by rank.
///
/// A task that is ready but has not come yet keeps its place against lower ranks, so that the order does not depend on
/// which branch was faster.
final class WorkSlots: Sendable {
    /// What a waiting task gets.
    enum Grant: Sendable, Hashable {
        case agent(AgentID)
        case refused(String)
    }

    private struct Claim {
        let candidates: [AgentID]
        let rank: WorkRank
        var refusal: @Sendable (Int) -> String? = { _ in nil }
        /// Nil for one that is expected only.
        var waiter: CheckedContinuation<Grant, any Error>?
    }

    private struct State {
        var claims: [String: Claim] = [:]
        var holders: [String: AgentID] = [:]
        /// How many tasks each agent was given so far.
        var loads: [AgentID: Int] = [:]
        /// All that ever got a place.
        var granted: Set<String> = []
    }

    private let perAgent: Int
    private let total: Int?
    private let state = Mutex(State())

    init(perAgent: Int, total: Int?) {
        self.perAgent = perAgent
        self.total = total
    }

    /// A task is ready and will come.
    func expect(_ key: String, _ candidates: [AgentID], _ rank: WorkRank) {
        state.withLock { state in
            guard state.claims[key] == nil, state.holders[key] == nil else { return }
            state.claims[key] = Claim(candidates: candidates, rank: rank)
        }
    }

    /// A task that was expected does not come, or not yet.
    func forget(_ key: String) {
        state.withLock { if $0.claims[key]?.waiter == nil { $0.claims[key] = nil } }
        reconsider()
    }

    /// Waits for a place.
    /// - Parameter refusal: says why it must not begin, given how many began before it; asked whenever something changes.
    /// - Throws: `CancellationError`.
    func place(
        _ key: String, _ candidates: [AgentID], _ rank: WorkRank, refusal: @escaping @Sendable (Int) -> String?
    ) async throws -> Grant {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let isCancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    state.claims[key] = Claim(candidates: candidates, rank: rank, refusal: refusal, waiter: waiter)
                    return false
                }
                if isCancelled { waiter.resume(throwing: CancellationError()) }
                reconsider()
            }
        } onCancel: {
            let claim = state.withLock { $0.claims.removeValue(forKey: key) }
            claim?.waiter?.resume(throwing: CancellationError())
            reconsider()
        }
    }

    /// Takes a place that was granted before a replay, whether it is free or not.
    func occupy(_ key: String, _ agent: AgentID) {
        state.withLock { state in
            state.claims[key] = nil
            state.granted.insert(key)
            guard state.holders.updateValue(agent, forKey: key) == nil else { return }
            state.loads[agent, default: 0] += 1
        }
    }

    func release(_ key: String) {
        state.withLock { _ = $0.holders.removeValue(forKey: key) }
        reconsider()
    }

    /// Serves those who wait, as far as it goes.
    func reconsider() {
        let grants = state.withLock { Self.serve(&$0, perAgent, total) }
        for (waiter, grant) in grants { waiter.resume(returning: grant) }
    }

    private static func serve(
        _ state: inout State, _ perAgent: Int, _ total: Int?
    ) -> [(CheckedContinuation<Grant, any Error>, Grant)] {
        var grants: [(CheckedContinuation<Grant, any Error>, Grant)] = []
        // What is expected only is reckoned with, but takes nothing.
        var reserved: [AgentID] = []
        for (key, claim) in state.claims.sorted(by: { $0.value.rank < $1.value.rank }) {
            if let waiter = claim.waiter, let refusal = claim.refusal(state.granted.count) {
                state.claims[key] = nil
                grants.append((waiter, .refused(refusal)))
                continue
            }
            let taken = Array(state.holders.values) + reserved
            if let total, taken.count >= total { continue }
            let free = claim.candidates.filter { agent in taken.count { $0 == agent } < perAgent }
            guard let agent = free.min(by: { state.loads[$0, default: 0] < state.loads[$1, default: 0] }) else { continue }
            guard let waiter = claim.waiter else {
                reserved.append(agent)
                continue
            }
            state.claims[key] = nil
            state.holders[key] = agent
            state.granted.insert(key)
            state.loads[agent, default: 0] += 1
            grants.append((waiter, .agent(agent)))
        }
        return grants
    }
}

import Domain
import Synchronization

/// What is known of a workflow execution while it goes on: results, spending, progress. A replay fills it anew.
///
/// Its figures depend on the order in which branches end, so they are read inside steps only, or for telling.
final class WorkLedger: Sendable {
    struct State: Sendable {
        var results: [TaskID: TaskResult] = [:]
        /// The tasks that were done, in the order in which that became known.
        var successes: [TaskID] = []
        var spent = ModelSpending()
        /// Executions begun.
        var begun = 0
        var nodes: [String] = []
        var ended: Set<String> = []
        var active: [String: AgentID] = [:]
        var mostActive = 0
        var iteration = 0
        var currentStep = ""
        var communications = 0
        var decisions = 0
        var consecutiveFailures = 0
    }

    private let state = Mutex(State())

    var snapshot: State { state.withLock { $0 } }

    func update<Result>(_ change: (inout State) -> sending Result) -> sending Result {
        state.withLock { change(&$0) }
    }

    func result(of task: TaskID) -> TaskResult? { state.withLock { $0.results[task] } }

    /// Keeps what came of a task; a later result of the same task replaces it.
    func record(_ result: TaskResult) {
        state.withLock { state in
            state.results[result.taskID] = result
            switch result.status {
            case .completed:
                if !state.successes.contains(result.taskID) { state.successes.append(result.taskID) }
                state.consecutiveFailures = 0
            case .failed: state.consecutiveFailures += 1
            case .skipped, .cancelled, .late: break
            }
        }
    }

    func spend(_ spent: ModelSpending) {
        state.withLock { $0.spent = $0.spent + spent }
    }

    /// Makes a node of the work graph known.
    func know(_ node: String) {
        state.withLock { if !$0.nodes.contains(node) { $0.nodes.append(node) } }
    }

    /// A node of the work graph ended, however it ended.
    func end(_ node: String) {
        state.withLock { state in
            if !state.nodes.contains(node) { state.nodes.append(node) }
            state.ended.insert(node)
        }
    }

    /// Work on these tasks begins anew.
    func reopen(_ tasks: [AgentTask]) {
        state.withLock { state in
            for task in tasks { state.ended.remove(task.id.rawValue) }
        }
    }

    /// An agent is at work at a place of the workflow.
    func enter(_ place: String, _ agent: AgentID) {
        state.withLock { state in
            state.active[place] = agent
            state.begun += 1
            state.mostActive = max(state.mostActive, state.active.count)
        }
    }

    func leave(_ place: String) {
        state.withLock { _ = $0.active.removeValue(forKey: place) }
    }

    /// How far the work is, and which task has just ended.
    func progress(after result: TaskResult?) -> WorkflowProgress {
        let state = snapshot
        return WorkflowProgress(
            done: state.ended.count, total: state.nodes.count, currentStep: state.currentStep, iteration: state.iteration,
            activeAgents: Set(state.active.values).sorted { $0.rawValue < $1.rawValue }, task: result?.taskID,
            taskStatus: result?.status)
    }
}

extension WorkflowBudget {
    /// The limit that is reached, as `endedBy` names it; nil when there is none.
    func exhaustion(_ state: WorkLedger.State) -> String? {
        exhaustion(by: state.spent)
    }

    /// The share that is used of the limit that is nearest, 0…; 0 without limits.
    func burn(_ state: WorkLedger.State, minutes spentMinutes: Double) -> Double {
        let shares: [(used: Double, limit: Double?)] = [
            (state.spent.usage.costUSD ?? 0, costUSD), (Double(state.spent.usage.totalTokens), tokens.map(Double.init)),
            (Double(state.spent.modelCalls), modelCalls.map(Double.init)),
            (Double(state.begun), agents.map(Double.init)), (spentMinutes, minutes),
        ]
        return shares.compactMap { used, limit in limit.map { $0 > 0 ? used / $0 : 1 } }.max() ?? 0
    }
}

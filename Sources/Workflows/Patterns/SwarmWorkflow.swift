public import Domain
public import DurableExecution
import Synchronization

/// One agent is active; it ends its turn by handing over to another, or by saying that the task is done.
public struct SwarmWorkflow: Workflow {
    public static let name = WorkflowType.swarm.rawValue
    public static let version = 1

    private let services: PatternServices

    public init(services: PatternServices) {
        self.services = services
    }

    public func run(_ context: WorkflowContext, _ order: WorkflowOrder) async throws -> WorkflowOutcome {
        try await PatternRun.conduct(order, services, context) { run, context in
            try await Self.coordinate(run, order.tasks, context)
        }
    }

    /// The tasks come one after another, because only one agent is active; the shared variables go on.
    static func coordinate(
        _ run: PatternRun, _ tasks: [AgentTask], _ context: WorkflowContext
    ) async throws -> PatternEnd {
        var shared = SharedContext(run.configuration["context"].objectValue ?? [:])
        var (results, handoffs, usage): ([TaskResult], Int, [AgentID: Usage]) = ([], 0, [:])
        let policy = PolicyWatch(
            policy: run.configuration.failurePolicy, quorum: run.configuration.integer("quorum"), of: tasks.count)
        var stopped: String?
        for task in run.inSequence(tasks) {
            let (needed, before, reason) = (run.results(neededBy: task, among: results), shared, stopped)
            let chain = try await run.inBranch("tasks", task.id.rawValue, context) { context in
                let chain = HandoffChain(shared: before)
                if let reason { return chain.over(try await run.keep(.notReached(task, reason), context)) }
                return try await follow(run, task, needed, chain, context)
            }
            shared = chain.shared
            handoffs += chain.handoffs.count
            usage.merge(chain.usage) { $0 + $1 }
            results.append(chain.result ?? .notReached(task, "stopped"))
            stopped = stopped ?? policy.ended(results[results.count - 1])
        }
        return end(run, results, shared, handoffs, usage)
    }

    private static func follow(
        _ run: PatternRun, _ task: AgentTask, _ needed: [TaskResult], _ chain: HandoffChain, _ context: WorkflowContext
    ) async throws -> HandoffChain {
        let box = ChainBox(chain)
        let result = try await run.begin(task, needed, context) { run, work, context in
            var turns = SwarmTurns(run: run, work: work, chain: chain)
            let result = try await turns.take(context)
            box.chain = turns.chain
            return result
        }
        return box.chain.over(result)
    }

    private static func end(
        _ run: PatternRun, _ results: [TaskResult], _ shared: SharedContext, _ handoffs: Int, _ usage: [AgentID: Usage]
    ) -> PatternEnd {
        let costs = usage.map { agent, usage -> (String, JSONValue) in
            let cost: JSONValue = usage.costUSD.map { .number($0) } ?? .null
            return (agent.rawValue, ["cost_usd": cost, "tokens": .integer(Int64(usage.totalTokens))])
        }
        return PatternEnd(
            result: results.last { $0.status == .completed }?.value,
            endedBy: results.lazy.compactMap(\.cause).first { HandoffChain.limits.contains($0) },
            summary: [
                "handoffs": .integer(Int64(handoffs)), "context": .object(shared.variables),
                "usage_by_agent": .object(Dictionary(costs, uniquingKeysWith: { $1 })),
            ])
    }
}

/// Carries a chain out of the closure that makes it; one branch alone touches it.
private final class ChainBox: Sendable {
    private let content: Mutex<HandoffChain>

    init(_ chain: HandoffChain) {
        content = Mutex(chain)
    }

    var chain: HandoffChain {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
}

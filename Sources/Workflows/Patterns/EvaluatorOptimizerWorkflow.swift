public import Domain
public import DurableExecution

/// One agent writes, another judges, and the first improves, until it is good enough or a bound is reached; the best
/// candidate is the result, and every candidate is judged.
public struct EvaluatorOptimizerWorkflow: Workflow {
    public static let name = WorkflowType.evaluatorOptimizer.rawValue
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

    static func coordinate(
        _ run: PatternRun, _ tasks: [AgentTask], _ context: WorkflowContext
    ) async throws -> PatternEnd {
        let results = try await run.performAll(tasks, context, isRouted: true) { run, work, context in
            try await Refinement(run: run, work: work).result(context)
        }
        let unmet = results.filter { $0.status == .completed && $0.output["evaluation"]?["status"] != "met" }
        var end = PatternEnd()
        end.hasLosses = !unmet.isEmpty
        end.endedBy = unmet.first?.output["evaluation"]?["ended_by"]?.stringValue
        end.message = unmet.first.map { "'\($0.title)' did not become good enough; its best candidate is kept." }
        let done = results.filter { $0.status == .completed }
        end.result =
            done.count == 1
            ? done[0].value
            : .object(
                Dictionary(done.map { ($0.taskID.rawValue, $0.value) }, uniquingKeysWith: { $1 }))
        return end
    }
}

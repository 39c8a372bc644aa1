public import Domain
public import DurableExecution

/// A planner divides the user's tasks into parts, agents do them step by step, and one result is made of it.
public struct OrchestratorWorkflow: Workflow {
    public static let name = WorkflowType.orchestrator.rawValue
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
        var orchestration = Orchestration(run: run, tasks: tasks)
        return try await orchestration.carryOut(context)
    }
}

public import Domain
public import DurableExecution

/// Chooses a pattern by stated rules, watches what comes of it, and retries, changes agents or changes the pattern.
public struct AdaptiveWorkflow: Workflow {
    public static let name = WorkflowType.adaptive.rawValue
    public static let version = 1

    private let services: PatternServices

    public init(services: PatternServices) {
        self.services = services
    }

    public func run(_ context: WorkflowContext, _ order: WorkflowOrder) async throws -> WorkflowOutcome {
        try await PatternRun.conduct(order, services, context) { run, context in
            var adaptation = Adaptation(run: run)
            return try await adaptation.carryOut(context)
        }
    }
}

extension WorkflowType {
    /// The pattern's code, as a strategy of another one.
    func coordinate(
        _ run: PatternRun, _ tasks: [AgentTask], _ context: WorkflowContext
    ) async throws -> PatternEnd {
        switch self {
        case .sequential: try await SequentialWorkflow.coordinate(run, tasks, context)
        case .parallel: try await ParallelWorkflow.coordinate(run, tasks, context)
        case .router: try await RouterWorkflow.coordinate(run, tasks, context)
        case .orchestrator: try await OrchestratorWorkflow.coordinate(run, tasks, context)
        case .evaluatorOptimizer: try await EvaluatorOptimizerWorkflow.coordinate(run, tasks, context)
        case .swarm: try await SwarmWorkflow.coordinate(run, tasks, context)
        case .adaptive: PatternEnd(endedBy: "strategy", message: "Adaptive is no strategy of its own.")
        }
    }
}

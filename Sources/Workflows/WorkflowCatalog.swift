public import Domain
public import DurableExecution

/// Every workflow pattern. Adding one is a file in `Patterns/` and a line here; it then appears in
/// `/api/workflows/types` and in the UI, and the tests crash, pause, abort and replay it everywhere.
public struct WorkflowCatalog: Sendable {
    public let type: WorkflowType
    public let name: String
    public let description: String
    public let useCases: [String]
    public let advantages: [String]
    public let idealFor: String
    private let registration: @Sendable (inout WorkflowRegistry, PatternServices) -> Void
    private let starting:
        @Sendable (RunEngine, WorkflowOrder, RunID, _ priority: Int, _ key: String?) async throws -> RunRecord

    /// The JSON schema of its configuration.
    public var configurationSchema: JSONValue { WorkflowConfiguration.schema(for: type) }

    /// Adds every pattern, the execution that all of them are made of, and what asks a model outside of them.
    public static func register(in registry: inout WorkflowRegistry, _ services: PatternServices) {
        registry.register(TaskExecutionWorkflow(agents: services.agents))
        registry.register(ConsultationWorkflow(agents: services.agents))
        for pattern in all { pattern.registration(&registry, services) }
    }

    /// The pattern of a type.
    public static func pattern(_ type: WorkflowType) -> WorkflowCatalog? {
        all.first { $0.type == type }
    }

    /// Starts a workflow and returns when that is durable; the work goes on behind.
    public func start(
        _ order: WorkflowOrder, on engine: RunEngine, priority: Int = 0, idempotencyKey: String? = nil
    ) async throws -> RunRecord {
        try await starting(engine, order, RunID(rawValue: order.executionID.rawValue), priority, idempotencyKey)
    }

    /// - Parameter make: makes the pattern; its name is the type's.
    private init<Pattern: Workflow>(
        _ type: WorkflowType, _ name: String, _ description: String, useCases: [String], advantages: [String],
        idealFor: String, _ make: @escaping @Sendable (PatternServices) -> Pattern
    ) where Pattern.Input == WorkflowOrder, Pattern.Output == WorkflowOutcome {
        self.type = type
        self.name = name
        self.description = description
        self.useCases = useCases
        self.advantages = advantages
        self.idealFor = idealFor
        registration = { registry, services in registry.register(make(services)) }
        starting = { engine, order, id, priority, key in
            try await engine.start(
                Pattern.self, order, id: id, labels: order.labels, priority: priority, idempotencyKey: key)
        }
    }
}

extension WorkflowCatalog {
    /// In the order in which they are shown.
    public static let all: [WorkflowCatalog] = [
        WorkflowCatalog(
            .sequential, "Sequential", "One task after another; each sees the results of all before it.",
            useCases: ["Research, then a report", "Build, then test, then document"],
            advantages: ["Easy to follow", "A gate can stand between any two steps"],
            idealFor: "Tasks that build on each other", SequentialWorkflow.init(services:)),
        WorkflowCatalog(
            .parallel, "Parallel", "All tasks at once, as far as their dependencies allow; then one result of them.",
            useCases: [
                "Review by several agents", "The same task several times, with a vote", "One task for each item of a list",
            ],
            advantages: ["As fast as its slowest branch", "Partial results are kept, and what is missing is named"],
            idealFor: "Tasks that do not need each other", ParallelWorkflow.init(services:)),
        WorkflowCatalog(
            .orchestrator, "Orchestrator",
            "A planner divides the work, agents do the parts, and one result is made of them.",
            useCases: ["A feature across several parts of a program", "A question whose parts are not known beforehand"],
            advantages: ["Plans are checked before they run", "Failures lead to a new plan that keeps what is done"],
            idealFor: "Work that has to be divided first", OrchestratorWorkflow.init(services:)),
        WorkflowCatalog(
            .router, "Router", "For each task one decision says who does it; then that agent does it.",
            useCases: ["Requests of different kinds", "Tasks without an assigned agent"],
            advantages: ["Each task goes to whom it fits", "Decisions have a confidence and a reason"],
            idealFor: "Different tasks and specialised agents", RouterWorkflow.init(services:)),
        WorkflowCatalog(
            .evaluatorOptimizer, "Evaluator-optimizer", "One agent writes, another judges, and the first improves.",
            useCases: ["Texts that have to meet criteria", "Code that has to pass tests and a review"],
            advantages: ["Every candidate is judged", "The best one is the result, not the last"],
            idealFor: "Results that can be judged better than specified", EvaluatorOptimizerWorkflow.init(services:)),
        WorkflowCatalog(
            .swarm, "Swarm", "One agent is active, and hands over to another when that one fits better.",
            useCases: ["A support desk", "Work whose way shows only on the way"],
            advantages: ["No plan is needed", "Shared variables and the conversation go along"],
            idealFor: "Work that changes hands", SwarmWorkflow.init(services:)),
        WorkflowCatalog(
            .adaptive, "Adaptive",
            "Chooses a pattern by stated rules, watches what comes of it, and changes what does not work.",
            useCases: ["When it is not clear which pattern fits", "Long work under a budget"],
            advantages: ["Takes the cheapest pattern that suffices", "Each change names its rule"],
            idealFor: "Work of which little is known beforehand", AdaptiveWorkflow.init(services:)),
    ]
}

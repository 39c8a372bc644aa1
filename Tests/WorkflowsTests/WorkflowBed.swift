import Agents
import Domain
import DurableExecution
import ModelBackends
import Persistence
import TestSupport
import Testing
import Workflows

/// A store with agents and tasks of a test's own, and engines that run patterns on them.
struct WorkflowBed: Sendable {
    let bed: EngineBed
    let backend: WatchedBackend
    var commands: any CommandRunner = NoCommands()

    static func with(
        clock: any EngineClock = SystemClock(), isolation: isolated (any Actor)? = #isolation,
        _ body: (WorkflowBed) async throws -> Void
    ) async throws {
        try await EngineBed.with(clock: clock) { try await body(WorkflowBed(bed: $0, backend: WatchedBackend())) }
    }

    /// - Parameter script: what it plays, as ``ModelScript`` reads it; nil for an answer with the task's title.
    func agent(
        _ name: String, can capabilities: [String] = [], isStopped: Bool = false, script: JSONValue? = nil
    ) async throws -> Agent {
        var settings: [String: JSONValue] = ["backend": "scripted"]
        settings["script"] = script
        let draft = AgentDraft(
            name: name, role: "worker", description: nil, systemPrompt: "You are \(name).", capabilities: capabilities,
            tools: [], objectives: [], constraints: [], memorySettings: [:], executionSettings: settings,
            status: isStopped ? .stopped : .idle)
        let agent = Agent(draft, id: .make(), now: .now)
        try await bed.store.create(agent)
        return agent
    }

    /// A task by its title; what it needs is known to the workflow only, so that a test may draw any graph.
    func task(
        _ title: String, by agents: [Agent] = [], needs: [TaskID] = [], _ priority: TaskPriority = .medium,
        deadline: Timestamp? = nil, description: String? = nil, expects: String? = nil
    ) async throws -> AgentTask {
        let draft = TaskDraft(
            title: title, description: description ?? "Do \(title).", expectedOutput: expects, resources: [],
            dependencies: [],
            priority: priority, status: .pending, deadline: deadline, estimatedDuration: nil,
            assignedAgentIDs: agents.map(\.id))
        var task = AgentTask(draft, id: .make(), now: .now)
        try await bed.store.create(task)
        task.dependencies = needs
        return task
    }

    func order(
        _ type: WorkflowType, _ tasks: [AgentTask], by agents: [Agent], _ configuration: JSONValue = [:],
        objective: String = "", directory: String = "/tmp"
    ) throws -> WorkflowOrder {
        WorkflowOrder(
            executionID: .make(), name: "test", type: type, objective: objective, agents: agents, tasks: tasks,
            configuration: try WorkflowConfiguration(configuration, for: type), workDirectory: directory)
    }

    func engine(journal: (any Journal)? = nil, works: Int = 100) -> RunEngine {
        let agents = AgentRuntime(backends: [backend, ExpertBackend()], defaultBackend: "scripted")
        let services = PatternServices(agents: agents, commands: commands)
        return bed.engine(
            TaskExecutionWorkflow(agents: agents), SequentialWorkflow(services: services),
            ParallelWorkflow(services: services), OrchestratorWorkflow(services: services),
            RouterWorkflow(services: services), EvaluatorOptimizerWorkflow(services: services),
            SwarmWorkflow(services: services), AdaptiveWorkflow(services: services), journal: journal,
            limits: [.work: works, .coordination: 100])
    }

    /// Runs a workflow to its end.
    /// - Parameter answer: what a person answers to a question.
    func outcome(
        of order: WorkflowOrder, answer: @escaping @Sendable (JSONValue) -> JSONValue = { _ in true }
    ) async throws -> WorkflowOutcome {
        let engine = engine()
        return try await bed.serving(engine) {
            let run = try await start(order, on: engine)
            try await Caretaker(bed, answer: answer).attend(run, on: engine)
            let record = try #require(try await bed.journal.record(of: run))
            if let failure = record.failure { throw failure }
            return try #require(record.output).decode(WorkflowOutcome.self)
        }
    }

    func start(_ order: WorkflowOrder, on engine: RunEngine) async throws -> RunID {
        try await #require(WorkflowCatalog.pattern(order.type)).start(order, on: engine).id
    }
}

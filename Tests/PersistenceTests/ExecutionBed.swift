import Domain
import DurableExecution
import SQL
import TestSupport

@testable import Persistence

/// Works on a task as its script says.
struct WorkingAgent: Workflow {
    static let name = "task_execution"
    static let version = 1
    static let lane = RunLane.work

    let script: @Sendable (WorkflowContext, ExecutionOrder) async throws -> ExecutionOutcome

    init(_ script: @escaping @Sendable (WorkflowContext, ExecutionOrder) async throws -> ExecutionOutcome) {
        self.script = script
    }

    func run(_ context: WorkflowContext, _ order: ExecutionOrder) async throws -> ExecutionOutcome {
        try await script(context, order)
    }
}

extension ExecutionOutcome {
    static let done = ExecutionOutcome(
        output: ["summary": "done"], agentResponse: ["text": "I did it."], method: "scripted", isDegraded: true)
}

/// A store with one agent and one task, and what their rows say.
struct ExecutionBed {
    let bed: EngineBed
    let agent: Agent
    let task: AgentTask

    static func with(_ body: (ExecutionBed) async throws -> Void) async throws {
        try await EngineBed.with { bed in
            let now = bed.store.now()
            let draft = try AgentDraft(["name": "Ada", "role": "engineer", "system_prompt": "You are an engineer."])
            let agent = Agent(draft, id: .make(), now: now)
            let task = AgentTask(try TaskDraft(["title": "Build", "description": "Build it."]), id: .make(), now: now)
            try await bed.store.write {
                try AgentTable.insert(agent, $0.sql)
                try TaskTable.insert(task, $0.sql)
            }
            try await body(ExecutionBed(bed: bed, agent: agent, task: task))
        }
    }

    /// Serves one execution for the time of the test.
    static func running(
        _ script: @escaping @Sendable (WorkflowContext, ExecutionOrder) async throws -> ExecutionOutcome,
        test: (ExecutionBed, RunEngine, RunID) async throws -> Void
    ) async throws {
        try await with { bed in
            let engine = bed.bed.engine(WorkingAgent(script))
            try await bed.bed.serving(engine) { try await test(bed, engine, try await bed.start(on: engine)) }
        }
    }

    func start(on engine: RunEngine, isExclusive: Bool = true, key: String? = nil) async throws -> RunID {
        let id = ExecutionID.make()
        let order = ExecutionOrder(agent: agent, task: task, workDirectory: "/tmp", isExclusive: isExclusive)
        return try await engine.start(
            WorkingAgent.self, order, id: RunID(rawValue: id.rawValue), labels: order.labels(id), idempotencyKey: key
        ).id
    }

    func execution(_ run: RunID) async throws -> Execution? {
        try await bed.store.database.read { try ExecutionTable.find(ExecutionID(rawValue: run.rawValue), $0) }
    }

    /// What the three rows say of themselves: execution, task, agent.
    func statuses(_ run: RunID) async throws -> [String] {
        try await bed.store.database.read { [task, agent] sql in
            [
                try ExecutionTable.find(ExecutionID(rawValue: run.rawValue), sql)?.status.rawValue ?? "none",
                try TaskTable.find(task.id, sql)?.status.rawValue ?? "none",
                try AgentTable.find(agent.id, sql)?.status.rawValue ?? "none",
            ]
        }
    }

    func storedTask() async throws -> AgentTask? {
        try await bed.store.database.read { [task] in try TaskTable.find(task.id, $0) }
    }

    func storedAgent() async throws -> Agent? {
        try await bed.store.database.read { [agent] in try AgentTable.find(agent.id, $0) }
    }
}

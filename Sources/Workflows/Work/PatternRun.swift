public import Agents
import Domain
import DurableExecution

/// What patterns work with.
public struct PatternServices: Sendable {
    public var agents: AgentRuntime
    public var commands: any CommandRunner

    public init(agents: AgentRuntime, commands: any CommandRunner = NoCommands()) {
        self.agents = agents
        self.commands = commands
    }
}

/// One run of a pattern: its order, and everything its branches share.
struct PatternRun: Sendable {
    private(set) var order: WorkflowOrder
    let services: PatternServices
    /// Where the project is, whatever directory a branch works in.
    let projectDirectory: String
    private(set) var graph: WorkGraph
    let ledger = WorkLedger()
    let slots: WorkSlots
    let began: Moment
    /// When its wall clock runs out, which stands while it is paused.
    let deadline: Moment
    /// How long it was paused so far.
    let parked: Duration
    /// Begun together, ended together; strategies of the adaptive pattern have one each.
    var group = WorkGroup()
    /// Tells the places of one strategy from those of another.
    private(set) var stage = ""
    /// The model of all executions, instead of their agents' own.
    var model: String?
    /// Is told every result as it becomes known.
    var observe: @Sendable (TaskResult) -> Void = { _ in }

    var configuration: WorkflowConfiguration { order.configuration }
    var assignment: Assignment { Assignment(agents: order.agents) }

    /// Begins a run and tells how much work is known.
    static func begin(
        _ order: WorkflowOrder, _ services: PatternServices, _ context: WorkflowContext
    ) async throws -> PatternRun {
        let run = PatternRun(order: order, services: services, began: try await context.now(), parked: context.parked)
        for task in order.tasks { run.ledger.know(task.id.rawValue) }
        try await run.tellProgress("started", context)
        return run
    }

    private init(order: WorkflowOrder, services: PatternServices, began: Moment, parked: Duration) {
        self.order = order
        self.services = services
        self.began = began
        projectDirectory = order.workDirectory
        let configuration = order.configuration
        graph = WorkGraph(order.tasks, prefersChains: order.prefersChains)
        slots = WorkSlots(
            perAgent: configuration.integer("agent_concurrency") ?? 1, total: configuration.integer("max_concurrency"))
        let minutes = min(configuration.timeoutMinutes, configuration.budget.minutes ?? .infinity)
        deadline = began + .milliseconds(Int64(minutes * 60_000)) + parked
        self.parked = parked
    }

    /// Seconds of wall clock that are left.
    func secondsLeft(at now: Moment) -> Double {
        max(0, Double(deadline.milliseconds - now.milliseconds) / 1000)
    }

    /// Why nothing more may begin at this moment; nil when it may. Asked inside steps only.
    /// - Parameter begun: how many executions began before.
    func refusal(at now: Moment, begun: Int) -> String? {
        if let reason = group.closingReason { return reason }
        if now >= deadline { return limitOfTime }
        if let agents = configuration.budget.agents, begun >= agents { return "budget:agents" }
        return configuration.budget.exhaustion(ledger.snapshot)
    }

    /// Which of the two limits of time is the nearer one.
    private var limitOfTime: String {
        (configuration.budget.minutes ?? .infinity) < configuration.timeoutMinutes ? "budget:minutes" : "timeout"
    }

    /// The same run for some of its tasks, which may have been changed; what is known stays known.
    func stage(_ name: String, _ tasks: [AgentTask]) -> PatternRun {
        var next = self
        next.order.tasks = tasks
        next.graph = WorkGraph(tasks, prefersChains: order.prefersChains)
        next.group = WorkGroup(under: group)
        next.stage = name
        return next
    }

    /// The same run with its agents and gates at work in another directory.
    func within(_ directory: String) -> PatternRun {
        var next = self
        next.order.workDirectory = directory
        return next
    }

    func agent(_ id: AgentID?) -> Agent? {
        order.agents.first { $0.id == id }
    }
}

// MARK: - Telling

extension PatternRun {
    /// Tells how far the work is.
    /// - Parameter result: of the task that has just ended.
    func tellProgress(_ step: String, after result: TaskResult? = nil, _ context: WorkflowContext) async throws {
        ledger.update { $0.currentStep = step }
        try await context.note(WorkflowProgress.event, ledger.progress(after: result))
    }

    /// Logs what one agent hands to another, where that is wanted.
    func tell(
        _ kind: AgentMessage.Kind, from: AgentID?, to: AgentID?, _ message: String, _ data: [String: JSONValue] = [:],
        _ context: WorkflowContext
    ) async throws {
        guard configuration.logsCommunication else { return }
        let now = try await context.now()
        ledger.update { $0.communications += 1 }
        let message = AgentMessage(
            id: try await context.uuid(), executionID: order.executionID, from: from, to: to, kind, message, context: data,
            timestamp: Timestamp(now))
        try await context.note(AgentMessage.event, message)
    }
}

extension WorkflowOrder {
    /// Where tasks wait for each other at the same time, the longest chain should begin first.
    fileprivate var prefersChains: Bool { configuration.isAdaptive && type != .sequential }
}

extension Timestamp {
    init(_ moment: Moment) {
        self.init(milliseconds: moment.milliseconds)
    }
}

public import Domain
public import Persistence

/// Figures over everything, for the dashboard and for metrics.
public struct DashboardService: Sendable {
    /// Rates are taken over so many seconds.
    static let window = 3600.0

    let store: Store
    private let steps: StepMeter

    /// - Parameter store: where the figures are.
    /// - Parameter steps: counts those that end in this process.
    public init(store: Store, steps: StepMeter) {
        self.store = store
        self.steps = steps
    }

    public func figures() async throws -> SystemFigures {
        let since = Timestamp(milliseconds: Timestamp.now.milliseconds - Int64(Self.window * 1000))
        return SystemFigures(try await store.figures(endedSince: since), steps.counts)
    }

    /// Every agent, and what it does and did.
    public func agents() async throws -> [AgentOverview] {
        let now = Timestamp.now.milliseconds
        let activities = try await store.agentActivities(since: Timestamp(milliseconds: now - now % 86_400_000))
        let agents = try await store.agents(AgentFilter(), Page(limit: 10_000)).items
        return agents.map { AgentOverview($0, activities[$0.id]) }
    }
}

/// How many there are of what, by status, and what follows from it.
public struct SystemFigures: Sendable {
    public let agents: [String: Int]
    public let tasks: [String: Int]
    public let executions: [WorkFigure]
    public let workflowExecutions: [WorkFigure]
    public let patterns: [String: Int]
    /// Runs of every kind, by state.
    public let runs: [String: Int]
    /// Events that ever happened.
    public let events: Int64
    /// Executions that ended per minute, over the last hour.
    public let executionRate: Double
    /// Steps that ended since this process began.
    public let steps: StepMeter.Counts

    init(_ figures: StoreFigures, _ steps: StepMeter.Counts) {
        self.steps = steps
        agents = figures.agents
        tasks = figures.tasks
        executions = figures.executions
        workflowExecutions = figures.workflowExecutions
        patterns = figures.patterns
        runs = figures.runs
        events = figures.events
        executionRate = Double(figures.recentlyEnded) / (DashboardService.window / 60)
    }

    /// The share of agents that are at work, 0–1; nil without agents.
    public var agentUtilization: Double? {
        let all = agents.values.reduce(0, +)
        return all == 0 ? nil : Double(agents[AgentStatus.executing.rawValue] ?? 0) / Double(all)
    }

    /// Executions that are not over.
    public var liveExecutions: Int { Self.live(executions) }
    /// Workflow executions that are not over.
    public var liveWorkflows: Int { Self.live(workflowExecutions) }

    private static func live(_ figures: [WorkFigure]) -> Int {
        figures.filter { !$0.status.isTerminal }.map(\.count).reduce(0, +)
    }
}

/// An agent, and what it does and did.
public struct AgentOverview: Sendable {
    public let agent: Agent
    /// What it works on now.
    public let task: AgentTask?
    public let completedToday: Int
    /// Of its completed executions; nil when there is none.
    public let averageSeconds: Double?

    init(_ agent: Agent, _ activity: AgentActivity?) {
        self.agent = agent
        task = activity?.task
        completedToday = activity?.completedToday ?? 0
        averageSeconds = activity?.averageSeconds
    }
}

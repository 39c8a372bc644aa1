import Domain
public import Logging
public import Orchestration

/// The HTTP face of a server: what its routes act on.
public struct API: Sendable {
    let agents: AgentService
    let tasks: TaskService
    let executions: ExecutionService
    let workflows: WorkflowService
    let projects: ProjectService
    let teams: TeamService
    let dashboard: DashboardService
    let feed: EventFeed
    let health: HealthService
    let access: AccessPolicy
    let logger: Logger
    let ui: WebUI
    let data: DataService

    public init(
        agents: AgentService, tasks: TaskService, executions: ExecutionService, workflows: WorkflowService,
        projects: ProjectService, teams: TeamService, dashboard: DashboardService, feed: EventFeed, health: HealthService,
        access: AccessPolicy, logger: Logger, ui: WebUI = .embedded,
        data: DataService
    ) {
        self.agents = agents
        self.tasks = tasks
        self.executions = executions
        self.workflows = workflows
        self.projects = projects
        self.teams = teams
        self.dashboard = dashboard
        self.feed = feed
        self.health = health
        self.access = access
        self.logger = logger
        self.ui = ui
        self.data = data
    }
}

import Domain
public import Logging
public import Orchestration
public import Telemetry

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
    let audit: AuditService
    let secrets: SecretVault
    let access: AccessPolicy
    let logins: AccessService
    let edge: NetworkEdge
    let webSockets: ClientCounter
    let logger: Logger
    let ui: WebUI
    let data: DataService
    let meters: Meters?

    /// Adds what is counted as things happen to what the database knows.
    public typealias Meters = @Sendable (inout PrometheusText) async -> Void

    /// - Parameter meters: nil where metrics are switched off.
    public init(
        agents: AgentService, tasks: TaskService, executions: ExecutionService, workflows: WorkflowService,
        projects: ProjectService, teams: TeamService, dashboard: DashboardService, feed: EventFeed, health: HealthService,
        audit: AuditService, secrets: SecretVault, access: AccessPolicy, logins: AccessService,
        edge: NetworkEdge = NetworkEdge(), logger: Logger, ui: WebUI = .embedded, data: DataService, meters: Meters? = nil
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
        self.audit = audit
        self.secrets = secrets
        self.access = access
        self.logins = logins
        self.edge = edge
        webSockets = ClientCounter(most: edge.limits.webSocketsEach.most)
        self.logger = logger
        self.ui = ui
        self.data = data
        self.meters = meters
    }
}

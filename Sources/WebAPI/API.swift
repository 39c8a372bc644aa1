import Domain
public import Logging
public import Orchestration

/// The HTTP face of a server: what its routes act on.
public struct API: Sendable {
    let agents: AgentService
    let tasks: TaskService
    let executions: ExecutionService
    let feed: EventFeed
    let health: HealthService
    let access: AccessPolicy
    let logger: Logger
    let ui: WebUI

    public init(
        agents: AgentService, tasks: TaskService, executions: ExecutionService, feed: EventFeed, health: HealthService,
        access: AccessPolicy, logger: Logger, ui: WebUI = .embedded
    ) {
        self.agents = agents
        self.tasks = tasks
        self.executions = executions
        self.feed = feed
        self.health = health
        self.access = access
        self.logger = logger
        self.ui = ui
    }
}

import Domain
import Orchestration

/// The figures of the dashboard.
struct DashboardStatusWire: Encodable {
    let totalAgents: Int
    let activeAgents: Int
    let totalTasks: Int
    let pendingTasks: Int
    let runningTasks: Int
    let completedTasks: Int
    let failedTasks: Int
    let systemUptime: Double
    let memoryUsage: Memory
    let lastUpdated = Timestamp.now

    struct Memory: Encodable {
        /// Of this process.
        let residentBytes: Int
        /// Of the machine.
        let percent: Double

        enum CodingKeys: String, CodingKey {
            case percent
            case residentBytes = "resident_bytes"
        }
    }

    init(_ figures: SystemFigures, _ load: SystemLoad) {
        totalAgents = figures.agents.values.reduce(0, +)
        activeAgents = figures.agents[AgentStatus.executing.rawValue] ?? 0
        totalTasks = figures.tasks.values.reduce(0, +)
        pendingTasks = figures.tasks[TaskStatus.pending.rawValue] ?? 0
        runningTasks = figures.tasks[TaskStatus.inProgress.rawValue] ?? 0
        completedTasks = figures.tasks[TaskStatus.completed.rawValue] ?? 0
        failedTasks = figures.tasks[TaskStatus.failed.rawValue] ?? 0
        systemUptime = load.uptimeSeconds.rounded(to: 1)
        memoryUsage = Memory(residentBytes: load.residentBytes, percent: load.memoryPercent.rounded(to: 1))
    }

    enum CodingKeys: String, CodingKey {
        case totalAgents = "total_agents"
        case activeAgents = "active_agents"
        case totalTasks = "total_tasks"
        case pendingTasks = "pending_tasks"
        case runningTasks = "running_tasks"
        case completedTasks = "completed_tasks"
        case failedTasks = "failed_tasks"
        case systemUptime = "system_uptime"
        case memoryUsage = "memory_usage"
        case lastUpdated = "last_updated"
    }
}

/// What one agent does and did.
struct DashboardAgentWire: Encodable {
    let view: AgentOverview

    init(_ view: AgentOverview) {
        self.view = view
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(view.agent.id, forKey: .agentID)
        try container.encode(view.agent.name, forKey: .name)
        try container.encode(view.agent.status, forKey: .status)
        try container.encode(view.task?.id, forKey: .currentTaskID)
        try container.encode(view.task?.title, forKey: .currentTaskTitle)
        try container.encode(view.completedToday, forKey: .tasksCompletedToday)
        try container.encode(view.averageSeconds?.rounded(to: 3), forKey: .averageTaskDuration)
        try container.encode(view.agent.lastActive, forKey: .lastActive)
    }

    private enum Key: String, CodingKey {
        case name, status
        case agentID = "agent_id"
        case currentTaskID = "current_task_id"
        case currentTaskTitle = "current_task_title"
        case tasksCompletedToday = "tasks_completed_today"
        case averageTaskDuration = "average_task_duration"
        case lastActive = "last_active"
    }
}

/// How workflows are.
struct WorkflowHealthWire: Encodable {
    let status = "healthy"
    let timestamp = Timestamp.now
    let backend: String
    let degraded: Bool
    let workflowTypes: Int
    let patterns: Int
    let activeExecutions: Int

    enum CodingKeys: String, CodingKey {
        case status, timestamp, backend, degraded, patterns
        case workflowTypes = "workflow_types"
        case activeExecutions = "active_executions"
    }
}

import Domain
import Orchestration

/// The metrics of the seed.
struct MetricsWire: Encodable {
    let timestamp = Timestamp.now
    let system: HealthWire.System
    let application: Application
    let database: Database

    struct Application: Encodable {
        let activeExecutions: Int
        let activeWorkflows: Int
        let totalAgents: Int
        let totalTasks: Int
        /// Executions that ended per minute, over the last hour.
        let executionRate: Double
        /// 0–1; null without agents.
        let agentUtilization: Double?

        enum CodingKeys: String, CodingKey {
            case activeExecutions = "active_executions"
            case activeWorkflows = "active_workflows"
            case totalAgents = "total_agents"
            case totalTasks = "total_tasks"
            case executionRate = "execution_rate"
            case agentUtilization = "agent_utilization"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(activeExecutions, forKey: .activeExecutions)
            try container.encode(activeWorkflows, forKey: .activeWorkflows)
            try container.encode(totalAgents, forKey: .totalAgents)
            try container.encode(totalTasks, forKey: .totalTasks)
            try container.encode(executionRate, forKey: .executionRate)
            try container.encode(agentUtilization, forKey: .agentUtilization)
        }
    }

    struct Database: Encodable {
        let totalAgents: Int
        let totalTasks: Int
        let totalExecutions: Int
        let totalWorkflowExecutions: Int

        enum CodingKeys: String, CodingKey {
            case totalAgents = "total_agents"
            case totalTasks = "total_tasks"
            case totalExecutions = "total_executions"
            case totalWorkflowExecutions = "total_workflow_executions"
        }
    }

    init(_ figures: SystemFigures, _ system: HealthWire.System) {
        self.system = system
        let (agents, tasks) = (figures.agents.values.reduce(0, +), figures.tasks.values.reduce(0, +))
        application = Application(
            activeExecutions: figures.liveExecutions, activeWorkflows: figures.liveWorkflows, totalAgents: agents,
            totalTasks: tasks, executionRate: figures.executionRate.rounded(to: 3),
            agentUtilization: figures.agentUtilization?.rounded(to: 3))
        database = Database(
            totalAgents: agents, totalTasks: tasks, totalExecutions: figures.executions.values.reduce(0, +),
            totalWorkflowExecutions: figures.workflowExecutions.values.reduce(0, +))
    }
}

/// The metrics in the text that Prometheus reads.
///
/// Rows can be deleted, so their numbers are gauges; every status is there from the beginning, so that no series comes and
/// goes.
struct PrometheusText {
    private(set) var text = ""

    init(_ figures: SystemFigures, _ health: HealthService) {
        let load = health.system
        gauge("skein_agents", "Agents by status.", AgentStatus.self, figures.agents)
        gauge("skein_tasks", "Tasks by status.", TaskStatus.self, figures.tasks)
        gauge("skein_executions", "Executions by status.", ExecutionStatus.self, figures.executions)
        gauge(
            "skein_workflow_executions", "Workflow executions by status.", ExecutionStatus.self,
            figures.workflowExecutions)
        add("skein_events_total", "counter", "Events that were stored.", [("", Double(figures.events))])
        add("skein_connections", "gauge", "Clients that are connected.", [("", Double(health.connectionCount))])
        add("skein_uptime_seconds", "gauge", "How long this process has run.", [("", load.uptimeSeconds)])
        add(
            "process_resident_memory_bytes", "gauge", "Memory that this process holds.", [("", Double(load.residentBytes))])
        add("skein_cpu_ratio", "gauge", "Load of all cores of the machine, 0 to 1.", [("", load.cpuPercent / 100)])
        add("skein_disk_ratio", "gauge", "Use of the data directory's file system, 0 to 1.", [("", load.diskPercent / 100)])
    }

    private mutating func gauge<Status: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ help: String, _ statuses: Status.Type, _ counts: [String: Int]
    ) {
        add(name, "gauge", help, Status.allCases.map { ("{status=\"\($0.rawValue)\"}", Double(counts[$0.rawValue] ?? 0)) })
    }

    private mutating func add(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Double)]) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
    }
}

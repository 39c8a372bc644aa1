import Domain
import Orchestration

/// The metrics of the seed.
struct MetricsWire: Encodable {
    let timestamp = Timestamp.now
    let system: HealthWire.System
    let application: Application
    let database: Database
    /// By type, every type there is.
    let workflows: [String: Workflows]
    let steps: Steps

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
            totalAgents: agents, totalTasks: tasks, totalExecutions: figures.executions.map(\.count).reduce(0, +),
            totalWorkflowExecutions: figures.workflowExecutions.map(\.count).reduce(0, +))
        workflows = Dictionary(
            uniqueKeysWithValues: WorkflowType.allCases.map { type in
                (type.rawValue, Workflows(figures.workflowExecutions.filter { $0.type == type }))
            })
        steps = Steps(figures.steps)
    }
}

extension MetricsWire {
    /// The executions of one pattern type.
    struct Workflows: Encodable {
        let active: Int
        let completed: Int
        let failed: Int
        let aborted: Int
        /// Of those that are over; null when there is none.
        let averageSeconds: Double?
        /// Null when nothing is known of it.
        let costUSD: Double?

        init(_ figures: [WorkFigure]) {
            func count(_ status: ExecutionStatus) -> Int { figures.filter { $0.status == status }.map(\.count).reduce(0, +) }
            active = figures.filter { !$0.status.isTerminal }.map(\.count).reduce(0, +)
            (completed, failed, aborted) = (count(.completed), count(.failed), count(.aborted))
            let over = completed + failed + aborted
            averageSeconds = over == 0 ? nil : (figures.map(\.seconds).reduce(0, +) / Double(over)).rounded(to: 3)
            costUSD = figures.map(\.usage).reduce(.unknown, +).costUSD
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(active, forKey: .active)
            try container.encode(completed, forKey: .completed)
            try container.encode(failed, forKey: .failed)
            try container.encode(aborted, forKey: .aborted)
            try container.encode(averageSeconds, forKey: .averageSeconds)
            try container.encode(costUSD, forKey: .costUSD)
        }

        private enum CodingKeys: String, CodingKey {
            case active, completed, failed, aborted
            case averageSeconds = "average_seconds"
            case costUSD = "cost_usd"
        }
    }

    /// Steps that ended since the server began.
    struct Steps: Encodable {
        let completed: Int64
        let failed: Int64
        let retried: Int64

        init(_ counts: StepMeter.Counts) {
            (completed, failed, retried) = (counts.completed, counts.failed, counts.retried)
        }
    }
}

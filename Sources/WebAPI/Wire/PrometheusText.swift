import Domain
import Orchestration

/// The metrics in the text that Prometheus reads.
///
/// Rows can be deleted, so their numbers are gauges; what only grows while the process lives is a counter. Every label is
/// there from the beginning, so that no series comes and goes.
struct PrometheusText {
    private(set) var text = ""

    init(_ figures: SystemFigures, _ health: HealthService) {
        addEntities(figures)
        addWork(figures)
        addWorkflows(figures)
        addProcess(figures, health)
    }

    private mutating func addEntities(_ figures: SystemFigures) {
        add("skein_agents", "gauge", "Agents by status.", Self.samples(AgentStatus.self, figures.agents))
        add("skein_tasks", "gauge", "Tasks by status.", Self.samples(TaskStatus.self, figures.tasks))
    }

    private mutating func addWork(_ figures: SystemFigures) {
        add(
            "skein_executions", "gauge", "Executions by status.",
            ExecutionStatus.allCases.map { status in
                ("{status=\"\(status.rawValue)\"}", figures.executions.total(status))
            })
        add(
            "skein_execution_seconds", "summary", "How long executions took, by how they ended.",
            ExecutionStatus.allCases.filter(\.isTerminal).flatMap { status in
                figures.executions.filter { $0.status == status }.summary("{status=\"\(status.rawValue)\"}")
            })
        let usage = figures.executions.map(\.usage).reduce(.unknown, +)
        add("skein_cost_usd", "gauge", "Cost of all executions in dollars, as far as known.", [("", usage.costUSD ?? 0)])
        add(
            "skein_tokens", "gauge", "Tokens of all executions, as far as known.",
            [
                ("{direction=\"input\"}", Double(usage.inputTokens ?? 0)),
                ("{direction=\"output\"}", Double(usage.outputTokens ?? 0)),
            ])
        add(
            "skein_steps_total", "counter", "Durable steps that ended since the process began.",
            [
                ("{outcome=\"completed\"}", Double(figures.steps.completed)),
                ("{outcome=\"failed\"}", Double(figures.steps.failed)),
                ("{outcome=\"retried\"}", Double(figures.steps.retried)),
            ])
    }

    private mutating func addWorkflows(_ figures: SystemFigures) {
        let all = figures.workflowExecutions
        let each = WorkflowType.allCases.map { type in (type: type, figures: all.filter { $0.type == type }) }
        add(
            "skein_workflow_executions", "gauge", "Workflow executions by pattern type and status.",
            each.flatMap { type, figures in
                ExecutionStatus.allCases.map { status in
                    ("{workflow_type=\"\(type.rawValue)\",status=\"\(status.rawValue)\"}", figures.total(status))
                }
            })
        add(
            "skein_workflow_execution_seconds", "summary", "How long workflow executions took that are over.",
            each.flatMap { type, figures in
                figures.filter(\.status.isTerminal).summary("{workflow_type=\"\(type.rawValue)\"}")
            })
        add(
            "skein_workflow_cost_usd", "gauge", "Cost of workflow executions in dollars, as far as known.",
            each.map { type, figures in
                ("{workflow_type=\"\(type.rawValue)\"}", figures.map(\.usage).reduce(.unknown, +).costUSD ?? 0)
            })
    }

    private mutating func addProcess(_ figures: SystemFigures, _ health: HealthService) {
        let load = health.system
        add("skein_events_total", "counter", "Events that were stored.", [("", Double(figures.events))])
        add("skein_connections", "gauge", "Clients that are connected.", [("", Double(health.connectionCount))])
        add("skein_uptime_seconds", "gauge", "How long this process has run.", [("", load.uptimeSeconds)])
        add(
            "process_resident_memory_bytes", "gauge", "Memory that this process holds.", [("", Double(load.residentBytes))])
        add("skein_cpu_ratio", "gauge", "Load of all cores of the machine, 0 to 1.", [("", load.cpuPercent / 100)])
        add("skein_disk_ratio", "gauge", "Use of the data directory's file system, 0 to 1.", [("", load.diskPercent / 100)])
    }

    /// - Parameter samples: what stands behind the name, and the value.
    private mutating func add(_ name: String, _ type: String, _ help: String, _ samples: [(label: String, value: Double)]) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
        for sample in samples { text += "\(name)\(sample.label) \(sample.value)\n" }
    }

    private static func samples<Status: RawRepresentable<String> & CaseIterable>(
        _ statuses: Status.Type, _ counts: [String: Int]
    ) -> [(label: String, value: Double)] {
        Status.allCases.map { ("{status=\"\($0.rawValue)\"}", Double(counts[$0.rawValue] ?? 0)) }
    }
}

extension [WorkFigure] {
    fileprivate func total(_ status: ExecutionStatus) -> Double {
        Double(filter { $0.status == status }.map(\.count).reduce(0, +))
    }

    /// The two series of a summary without quantiles.
    fileprivate func summary(_ labels: String) -> [(label: String, value: Double)] {
        [
            ("_sum\(labels)", map(\.seconds).reduce(0, +)), ("_count\(labels)", Double(map(\.count).reduce(0, +))),
        ]
    }
}

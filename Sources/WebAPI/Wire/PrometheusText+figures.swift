import Domain
import Foundation
import Orchestration
import Telemetry

/// What the database and the system know, at the moment somebody asks.
///
/// Rows can be deleted, so their numbers are gauges; what only grows while the process lives is a counter. Every label is
/// there from the beginning, so that no series comes and goes.
extension PrometheusText {
    init(_ figures: SystemFigures, _ health: HealthService) {
        self.init()
        addEntities(figures)
        addWork(figures)
        addWorkflows(figures)
        addProcess(figures, health)
    }

    private mutating func addEntities(_ figures: SystemFigures) {
        add("skein_agents", "gauge", "Agents by status.", Self.samples(AgentStatus.self, figures.agents))
        add("skein_tasks", "gauge", "Tasks by status.", Self.samples(TaskStatus.self, figures.tasks))
        add(
            "skein_runs", "gauge", "Durable runs of every kind, by state.",
            // A run and an execution have the same states.
            ExecutionStatus.allCases.map { state in
                (Self.label("state", state.rawValue), Double(figures.runs[state.rawValue] ?? 0))
            })
    }

    private mutating func addWork(_ figures: SystemFigures) {
        add(
            "skein_executions", "gauge", "Executions by status.",
            ExecutionStatus.allCases.map { status in
                (Self.label("status", status.rawValue), figures.executions.total(status))
            })
        addSummary(
            "skein_execution_seconds", "How long executions took, by how they ended.",
            ExecutionStatus.allCases.filter(\.isTerminal).map { status in
                figures.executions.filter { $0.status == status }.summary(Self.label("status", status.rawValue))
            })
        let usage = figures.executions.map(\.usage).reduce(.unknown, +)
        add("skein_cost_usd", "gauge", "Cost of all executions in dollars, as far as known.", [([], usage.costUSD ?? 0)])
        add(
            "skein_tokens", "gauge", "Tokens of all executions, as far as known.",
            [
                (Self.label("direction", "input"), Double(usage.inputTokens ?? 0)),
                (Self.label("direction", "output"), Double(usage.outputTokens ?? 0)),
            ])
        add(
            "skein_steps_total", "counter", "Durable steps that ended since the process began.",
            [
                (Self.label("outcome", "completed"), Double(figures.steps.completed)),
                (Self.label("outcome", "failed"), Double(figures.steps.failed)),
                (Self.label("outcome", "retried"), Double(figures.steps.retried)),
            ])
    }

    private mutating func addWorkflows(_ figures: SystemFigures) {
        let all = figures.workflowExecutions
        let each = WorkflowType.allCases.map { type in (type: type, figures: all.filter { $0.type == type }) }
        add(
            "skein_workflow_executions", "gauge", "Workflow executions by pattern type and status.",
            each.flatMap { type, figures in
                ExecutionStatus.allCases.map { status in
                    (
                        Self.label("workflow_type", type.rawValue) + Self.label("status", status.rawValue),
                        figures.total(status)
                    )
                }
            })
        addSummary(
            "skein_workflow_execution_seconds", "How long workflow executions took that are over.",
            each.map { type, figures in
                figures.filter(\.status.isTerminal).summary(Self.label("workflow_type", type.rawValue))
            })
        add(
            "skein_workflow_cost_usd", "gauge", "Cost of workflow executions in dollars, as far as known.",
            each.map { type, figures in
                (Self.label("workflow_type", type.rawValue), figures.map(\.usage).reduce(.unknown, +).costUSD ?? 0)
            })
    }

    private mutating func addProcess(_ figures: SystemFigures, _ health: HealthService) {
        let load = health.system
        addOne("skein_events_total", "counter", "Events that were stored.", Double(figures.events))
        addOne("skein_connections", "gauge", "Clients that are connected.", Double(health.connectionCount))
        addOne("skein_uptime_seconds", "gauge", "How long this process has run.", load.uptimeSeconds)
        addOne("skein_cpu_ratio", "gauge", "Load of all cores of the machine, 0 to 1.", load.cpuPercent / 100)
        addOne("skein_memory_ratio", "gauge", "Use of the machine's memory, 0 to 1.", load.memoryPercent / 100)
        addOne("skein_disk_ratio", "gauge", "Use of the data directory's file system, 0 to 1.", load.diskPercent / 100)
        add(
            "skein_build_info", "gauge", "Always 1; its labels say which version runs, and what does the work.",
            [(Self.label("backend", health.backend) + Self.label("version", health.version), 1)])
        addOne(
            "process_resident_memory_bytes", "gauge", "Memory that this process holds.", Double(load.residentBytes))
        addOne("process_cpu_seconds_total", "counter", "Processor time of this process.", load.processorSeconds)
        addOne("process_open_fds", "gauge", "Files and sockets that this process holds open.", Double(load.openFiles))
        addOne(
            "process_start_time_seconds", "gauge", "When this process began, in seconds since 1970.",
            (Date().timeIntervalSince1970 - load.uptimeSeconds).rounded())
    }

    private mutating func addOne(_ name: String, _ type: String, _ help: String, _ value: Double) {
        add(name, type, help, [([], value)])
    }

    private static func label(_ name: String, _ value: String) -> [MetricLabel] {
        [MetricLabel(name, value)]
    }

    private static func samples<Status: RawRepresentable<String> & CaseIterable>(
        _ statuses: Status.Type, _ counts: [String: Int]
    ) -> [(labels: [MetricLabel], value: Double)] {
        Status.allCases.map { (label("status", $0.rawValue), Double(counts[$0.rawValue] ?? 0)) }
    }
}

extension [WorkFigure] {
    fileprivate func total(_ status: ExecutionStatus) -> Double {
        Double(filter { $0.status == status }.map(\.count).reduce(0, +))
    }

    fileprivate func summary(_ labels: [MetricLabel]) -> (labels: [MetricLabel], sum: Double, count: Int) {
        (labels, map(\.seconds).reduce(0, +), map(\.count).reduce(0, +))
    }
}

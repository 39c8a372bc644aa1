import Domain
import Persistence

/// How long the work takes and what it costs, from what was done before.
struct WorkForecast: Sendable {
    /// Half of the runs take no longer, nine of ten take no longer; in minutes.
    typealias Span = (p50: Double, p90: Double)

    private let facts: WorkFacts
    private let history: [ExecutionRecord]
    /// One execution's minutes by task; tasks of which nothing is known are missing.
    let spans: [TaskID: (span: Span, basis: String)]

    init(_ facts: WorkFacts, _ history: [ExecutionRecord]) {
        self.facts = facts
        self.history = history
        spans = Dictionary(
            facts.tasks.compactMap { task in Self.span(of: task, facts, history).map { (task.id, $0) } },
            uniquingKeysWith: { $1 })
    }

    /// The task's own history, else its estimate, else its agent's history, else everybody's, if there is enough of it.
    private static func span(
        of task: AgentTask, _ facts: WorkFacts, _ history: [ExecutionRecord]
    ) -> (span: Span, basis: String)? {
        let own = history.filter { $0.taskID == task.id }
        if !own.isEmpty { return (span: own.span, basis: "history of the task") }
        if let estimate = task.estimatedDuration?.minutes {
            return (span: (p50: estimate, p90: estimate), basis: "estimate")
        }
        let agents = Set(task.assignedAgentIDs.isEmpty ? facts.fit.best(for: task).map(\.id) : task.assignedAgentIDs)
        let ofAgents = history.filter { agents.contains($0.agentID) }
        if ofAgents.count >= 3 { return (span: ofAgents.span, basis: "history of its agent") }
        return history.count >= 3 ? (span: history.span, basis: "history of all executions") : nil
    }

    /// Along the critical path of a pattern, and never less than the agents need together; nil where a task is unknown.
    func duration(as type: WorkflowType) -> Span? {
        guard spans.count == facts.tasks.count, !spans.isEmpty else { return nil }
        return (p50: duration(as: type) { $0.p50 }, p90: duration(as: type) { $0.p90 })
    }

    private func duration(as type: WorkflowType, _ value: (Span) -> Double) -> Double {
        let total = spans.values.map { value($0.span) }.reduce(0, +)
        if type == .sequential || facts.agents.count == 1 { return total }
        return max(path(value).minutes, total / Double(facts.agents.count))
    }

    /// The chain of tasks that takes longest.
    var criticalPath: [AgentTask] { path { $0.p50 }.tasks }

    private func path(_ value: (Span) -> Double) -> (minutes: Double, tasks: [AgentTask]) {
        var ends: [TaskID: (minutes: Double, tasks: [AgentTask])] = [:]
        for task in facts.tasks.sorted(by: { (facts.levels[$0.id] ?? 0) < (facts.levels[$1.id] ?? 0) }) {
            let before = facts.needs(of: task).compactMap { ends[$0.id] }.max { $0.minutes < $1.minutes }
            ends[task.id] = (
                (before?.minutes ?? 0) + (spans[task.id].map { value($0.span) } ?? 0), (before?.tasks ?? []) + [task]
            )
        }
        return ends.values.max { $0.minutes < $1.minutes } ?? (0, [])
    }

    /// What one execution of each task costs: the median, and the interval in which eight of ten lie; nil without history.
    var cost: (median: Double, low: Double, high: Double)? {
        var sum = (median: 0.0, low: 0.0, high: 0.0)
        for task in facts.tasks {
            let own = history.filter { $0.taskID == task.id }.compactMap(\.costUSD)
            let known = (own.isEmpty ? history.compactMap(\.costUSD) : own).sorted()
            guard own.count >= 1 || known.count >= 3 else { return nil }
            sum.median += known.quantile(0.5)
            sum.low += known.quantile(0.1)
            sum.high += known.quantile(0.9)
        }
        return sum
    }

    /// The share of an agent's executions that failed; nil where there are too few to say.
    func failureRate(of agent: Agent, _ failures: [AgentID: Int]) -> Double? {
        let failed = failures[agent.id] ?? 0
        let all = history.count { $0.agentID == agent.id } + failed
        return all >= 5 ? Double(failed) / Double(all) : nil
    }
}

extension [ExecutionRecord] {
    fileprivate var span: WorkForecast.Span {
        let minutes = map { $0.seconds / 60 }.sorted()
        return (p50: minutes.quantile(0.5), p90: minutes.quantile(0.9))
    }
}

extension [Double] {
    /// The nearest-rank quantile of a sorted list; 0 of an empty one.
    fileprivate func quantile(_ share: Double) -> Double {
        isEmpty ? 0 : self[Swift.min(count - 1, Swift.max(0, Int((share * Double(count)).rounded(.up)) - 1))]
    }
}

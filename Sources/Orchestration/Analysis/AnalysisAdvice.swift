import Domain

/// What may go wrong and what would help, as far as it follows from the inputs.
struct AnalysisAdvice: Sendable {
    private(set) var risks: [String] = []
    private(set) var suggestions: [String] = []

    init(
        _ facts: WorkFacts, _ type: WorkflowType, _ forecast: WorkForecast, failures: [AgentID: Int], isDegraded: Bool,
        now: Timestamp
    ) {
        people(facts, forecast, failures)
        structure(facts, type, forecast)
        deadlines(facts, type, forecast, now)
        if isDegraded {
            risks.append("No model is configured: results will be plans drawn by rule, marked as degraded.")
        }
    }

    private mutating func people(_ facts: WorkFacts, _ forecast: WorkForecast, _ failures: [AgentID: Int]) {
        for agent in facts.agents where agent.status == .stopped {
            risks.append("Agent '\(agent.name)' is stopped and gets no work.")
        }
        for task in facts.unassigned where facts.fit.best(for: task).isEmpty {
            risks.append("Nobody is assigned to '\(task.title)', and no agent's capabilities fit it.")
            suggestions.append("Assign an agent to '\(task.title)'.")
        }
        let idle = facts.agents.filter { agent in facts.tasks.allSatisfy { facts.fit.score(agent, $0) == 0 } }
        if facts.agents.count > 1 {
            for agent in idle where agent.status != .stopped {
                suggestions.append("Leave '\(agent.name)' out, or name a capability of it that a task needs.")
            }
        }
        for agent in facts.agents {
            let assigned = facts.tasks.count { $0.assignedAgentIDs.first == agent.id }
            if facts.agents.count > 1, facts.tasks.count > 2, assigned * 2 > facts.tasks.count {
                risks.append("'\(agent.name)' has \(assigned) of \(facts.tasks.count) tasks: the others wait for it.")
                suggestions.append("Give some tasks of '\(agent.name)' to somebody else.")
            }
            if let rate = forecast.failureRate(of: agent, failures), rate > 0.2 {
                risks.append("\(Int((rate * 100).rounded())) % of the executions of '\(agent.name)' failed.")
            }
        }
    }

    private mutating func structure(_ facts: WorkFacts, _ type: WorkflowType, _ forecast: WorkForecast) {
        if facts.depth > 3 { risks.append("A chain of \(facts.depth) tasks: the failure of one stops all behind it.") }
        for (resource, users) in facts.contested {
            let titles = users.map { "'\($0.title)'" }.joined(separator: ", ")
            risks.append("\(titles) use \(resource) and may do so at the same time.")
            suggestions.append("Let one of \(titles) depend on the other.")
        }
        let path = forecast.criticalPath
        if let longest = path.max(by: { minutes($0, forecast) < minutes($1, forecast) }), facts.tasks.count > 2,
            let total = forecast.duration(as: type), minutes(longest, forecast) * 2 > total.p50
        {
            suggestions.append("Split '\(longest.title)': it takes more than half of the whole time.")
        }
        let blind = facts.tasks.filter { forecast.spans[$0.id] == nil }
        if !blind.isEmpty {
            let titles = blind.map { "'\($0.title)'" }.joined(separator: ", ")
            suggestions.append("Give \(titles) an estimated duration: there is neither one nor a history yet.")
        }
    }

    private mutating func deadlines(
        _ facts: WorkFacts, _ type: WorkflowType, _ forecast: WorkForecast, _ now: Timestamp
    ) {
        for task in facts.tasks {
            guard let deadline = task.deadline else { continue }
            let left = deadline.seconds(since: now) / 60
            if left < 0 {
                risks.append("The deadline of '\(task.title)' is over.")
            } else if let span = forecast.duration(as: type), span.p90 > left {
                risks.append(
                    "The deadline of '\(task.title)' comes in \(Int(left)) minutes; nine of ten times the whole is done in "
                        + "\(Int(span.p90.rounded(.up))).")
            }
        }
    }

    private func minutes(_ task: AgentTask, _ forecast: WorkForecast) -> Double {
        forecast.spans[task.id]?.span.p50 ?? 0
    }
}

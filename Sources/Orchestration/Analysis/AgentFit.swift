import Domain

/// How well agents fit tasks: the share of a task's telling words that an agent's capabilities and role name.
struct AgentFit: Sendable {
    private let agents: [Agent]
    private let tasks: [AgentTask]
    private let scores: [AgentID: [TaskID: Double]]

    init(agents: [Agent], tasks: [AgentTask]) {
        self.agents = agents
        self.tasks = tasks
        scores = Dictionary(
            agents.map { agent in
                (agent.id, Dictionary(tasks.map { ($0.id, Self.score(agent, $0)) }, uniquingKeysWith: { $1 }))
            }, uniquingKeysWith: { $1 })
    }

    /// 0–1.
    func score(_ agent: Agent, _ task: AgentTask) -> Double { scores[agent.id]?[task.id] ?? 0 }

    /// The agents that fit a task best; none when nobody fits it at all.
    func best(for task: AgentTask) -> [Agent] {
        let top = agents.map { score($0, task) }.max() ?? 0
        return top > 0 ? agents.filter { score($0, task) == top } : []
    }

    /// Capabilities of an agent that a task names.
    static func matched(_ agent: Agent, _ task: AgentTask) -> [String] {
        let text = words(in: "\(task.title) \(task.description) \(task.resources.joined(separator: " "))")
        return agent.capabilities.filter { capability in
            let parts = words(in: capability)
            return !parts.isEmpty && (parts.isSubset(of: text) || parts.contains { $0.count > 3 && text.contains($0) })
        }
    }

    /// Whether each task has one agent that fits it best, and not always the same one.
    var isSpecialised: Bool {
        let best = tasks.map(best(for:))
        return best.allSatisfy { $0.count == 1 } && Set(best.compactMap(\.first?.id)).count > 1
    }

    /// An assigned agent fits because somebody said so; two named capabilities are as good as it gets otherwise.
    private static func score(_ agent: Agent, _ task: AgentTask) -> Double {
        if agent.status == .stopped { return 0 }
        let named = min(2, matched(agent, task).count)
        let role = words(in: agent.role).contains { $0.count > 3 && words(in: task.title).contains($0) } ? 0.2 : 0
        let assigned = task.assignedAgentIDs.contains(agent.id) ? 0.5 : 0
        return min(1, assigned + Double(named) * 0.3 + role)
    }

    private static func words(in text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
}

// MARK: - As it is told

extension AgentFit {
    /// For each agent how it fits each task, and for how many it is the best.
    var told: [String: JSONValue] {
        Dictionary(agents.map { ($0.id.rawValue, .object(told($0))) }, uniquingKeysWith: { $1 })
    }

    private func told(_ agent: Agent) -> [String: JSONValue] {
        let all = tasks.map { score(agent, $0) }
        let best = tasks.filter { task in self.best(for: task).contains { $0.id == agent.id } }
        let matched = Set(tasks.flatMap { Self.matched(agent, $0) }).sorted()
        return [
            "name": .string(agent.name),
            "score": .number((all.reduce(0, +) / Double(max(1, all.count))).rounded(to: 2)),
            "specialization": .number((Double(best.count) / Double(max(1, tasks.count))).rounded(to: 2)),
            "best_for": .array(best.map { .string($0.id.rawValue) }),
            "matched_capabilities": .array(matched.map { .string($0) }),
            "tasks": .object(
                Dictionary(
                    tasks.map { ($0.id.rawValue, .number(score(agent, $0).rounded(to: 2))) }, uniquingKeysWith: { $1 })),
        ]
    }
}

extension Double {
    /// To so many digits behind the point.
    func rounded(to digits: Int) -> Double {
        let scale = Double((0..<digits).reduce(1) { power, _ in power * 10 })
        return (self * scale).rounded() / scale
    }
}

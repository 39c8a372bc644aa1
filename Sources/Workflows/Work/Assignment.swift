import Domain

/// Who may do a task: its assigned agents, else those whose capabilities fit best.
struct Assignment: Sendable {
    let agents: [Agent]

    /// The agents in question, the best first; an assigned task has no others than those assigned to it.
    func candidates(for task: AgentTask) -> [Agent] {
        let assigned = assigned(to: task)
        return assigned.isEmpty && task.assignedAgentIDs.isEmpty ? best(for: task) : assigned
    }

    /// The agents assigned to a task that take part in the workflow and are in service.
    func assigned(to task: AgentTask) -> [Agent] {
        task.assignedAgentIDs.compactMap { id in available.first { $0.id == id } }
    }

    /// The agents in service.
    var available: [Agent] { agents.filter { $0.status != .stopped } }

    /// Those whose capabilities have most words in common with the task; all of them when none has any.
    private func best(for task: AgentTask) -> [Agent] {
        let scores = available.map { Self.match($0, task) }
        guard let top = scores.max() else { return [] }
        return zip(available, scores).filter { $0.1 == top }.map(\.0)
    }

    /// How many capabilities of an agent are named in a task, whole or by one of their longer words.
    static func match(_ agent: Agent, _ task: AgentTask) -> Int {
        let text = words(in: "\(task.title) \(task.description)")
        return agent.capabilities.count { capability in
            let parts = words(in: capability)
            return !parts.isEmpty && (parts.isSubset(of: text) || parts.contains { $0.count > 3 && text.contains($0) })
        }
    }

    /// The words of a text in lower case; `_` separates, as in the seed's capabilities.
    static func words(in text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
}

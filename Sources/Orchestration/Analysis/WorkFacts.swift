import Domain

/// What the structure of some work says: who is there, what needs what, what can go on at once.
struct WorkFacts: Sendable {
    let agents: [Agent]
    let tasks: [AgentTask]
    let words: ObjectiveWords
    /// Of the objective and of every task, as far as it is not denied.
    let taskWords: ObjectiveWords
    /// Each task's place: 0 for one that needs nothing of these.
    let levels: [TaskID: Int]
    let fit: AgentFit

    init(agents: [Agent], tasks: [AgentTask], objective: String) {
        self.agents = agents
        self.tasks = tasks
        words = ObjectiveWords(objective)
        taskWords = ObjectiveWords(tasks.map { "\($0.title). \($0.description)" }.joined(separator: ". "))
        levels = Self.levels(tasks)
        fit = AgentFit(agents: agents, tasks: tasks)
    }

    /// What a task needs of these.
    func needs(of task: AgentTask) -> [AgentTask] {
        tasks.filter { task.dependencies.contains($0.id) && $0.id != task.id }
    }

    func dependents(of task: AgentTask) -> [AgentTask] {
        tasks.filter { $0.dependencies.contains(task.id) && $0.id != task.id }
    }

    var hasDependencies: Bool { tasks.contains { !needs(of: $0).isEmpty } }
    /// The length of the longest chain.
    var depth: Int { (levels.values.max() ?? -1) + 1 }
    /// The most tasks that stand on one level.
    var width: Int { Dictionary(grouping: levels.values, by: { $0 }).values.map(\.count).max() ?? 0 }
    var unassigned: [AgentTask] { tasks.filter { $0.assignedAgentIDs.isEmpty } }
    var isChain: Bool { tasks.count > 1 && width == 1 }

    /// Resources that several tasks use without one needing the other.
    var contested: [(resource: String, tasks: [AgentTask])] {
        let names = Set(tasks.flatMap(\.resources)).sorted()
        return names.compactMap { name in
            let users = tasks.filter { $0.resources.contains(name) }
            let isOrdered = users.allSatisfy { user in
                users.allSatisfy { $0.id == user.id || levels[$0.id] != levels[user.id] }
            }
            return users.count > 1 && !isOrdered ? (name, users) : nil
        }
    }

    /// Kahn's algorithm; what it cannot reach lies on a cycle and stands last.
    private static func levels(_ tasks: [AgentTask]) -> [TaskID: Int] {
        let known = Set(tasks.map(\.id))
        var (levels, open): ([TaskID: Int], [AgentTask]) = ([:], tasks)
        while !open.isEmpty {
            let ready = open.filter { $0.dependencies.allSatisfy { !known.contains($0) || levels[$0] != nil } }
            for task in ready.isEmpty ? open : ready {
                levels[task.id] = (task.dependencies.compactMap { levels[$0] }.max() ?? -1) + 1
            }
            open.removeAll { levels[$0.id] != nil }
        }
        return levels
    }
}

import Domain

/// Which tasks need which, and in which order what is ready begins.
struct WorkGraph: Sendable {
    /// In the order in which they were given.
    let tasks: [AgentTask]
    /// Sorted so that each comes after what it needs; among the ready ones the highest rank first.
    let ordered: [AgentTask]
    /// Tasks that need themselves in the end, and those that need them: they can never begin.
    let cyclic: Set<TaskID>
    private let needed: [TaskID: [TaskID]]
    private let ranks: [TaskID: WorkRank]

    /// - Parameter prefersChains: whether among equals the longest chain behind a task decides.
    init(_ tasks: [AgentTask], prefersChains: Bool) {
        self.tasks = tasks
        let known = Set(tasks.map(\.id))
        needed = Dictionary(
            tasks.map { ($0.id, $0.dependencies.filter(known.contains)) }, uniquingKeysWith: { first, _ in first })
        let chains = prefersChains ? Self.chains(tasks, needed) : [:]
        let ranked = tasks.enumerated().map { position, task in
            (task.id, WorkRank(task, chain: chains[task.id] ?? 0, position: position))
        }
        ranks = Dictionary(ranked, uniquingKeysWith: { first, _ in first })
        ordered = Self.order(tasks, needed, ranks)
        cyclic = known.subtracting(ordered.map(\.id))
    }

    /// What a task needs of the graph's own tasks.
    func needs(of task: TaskID) -> [TaskID] { needed[task] ?? [] }

    /// What needs a task directly.
    func dependents(of task: TaskID) -> [AgentTask] {
        tasks.filter { needs(of: $0.id).contains(task) }
    }

    func rank(of task: TaskID) -> WorkRank { ranks[task] ?? WorkRank(position: tasks.count) }

    /// Kahn's algorithm; what it cannot reach lies on, or behind, a cycle.
    private static func order(
        _ tasks: [AgentTask], _ needed: [TaskID: [TaskID]], _ ranks: [TaskID: WorkRank]
    ) -> [AgentTask] {
        var (ordered, done, open): ([AgentTask], Set<TaskID>, [AgentTask]) = ([], [], tasks)
        while true {
            let ready = open.filter { (needed[$0.id] ?? []).allSatisfy(done.contains) }
            guard let next = ready.min(by: { (ranks[$0.id] ?? .last) < (ranks[$1.id] ?? .last) }) else { return ordered }
            ordered.append(next)
            done.insert(next.id)
            open.removeAll { $0.id == next.id }
        }
    }

    /// How many tasks stand, one behind the other, behind each task.
    private static func chains(_ tasks: [AgentTask], _ needed: [TaskID: [TaskID]]) -> [TaskID: Int] {
        var chains: [TaskID: Int] = [:]
        // As many rounds as the longest chain has links are enough; a cycle must not go on for ever.
        for _ in tasks {
            var changed = false
            for task in tasks {
                for need in needed[task.id] ?? [] where chains[need, default: 0] < chains[task.id, default: 0] + 1 {
                    chains[need] = chains[task.id, default: 0] + 1
                    changed = true
                }
            }
            if !changed { break }
        }
        return chains
    }
}

/// The order in which ready tasks begin: priority, deadline, chain, and then as they were given.
struct WorkRank: Sendable, Hashable, Comparable {
    private let priority: Int
    private let deadline: Int64
    private let chain: Int
    private let position: Int

    static let last = WorkRank(position: .max)

    init(_ task: AgentTask, chain: Int, position: Int) {
        priority = task.priority.rank
        deadline = task.deadline?.milliseconds ?? .max
        self.chain = chain
        self.position = position
    }

    /// The lowest rank at its position.
    init(position: Int) {
        (priority, deadline, chain) = (.min, .max, 0)
        self.position = position
    }

    /// A smaller rank begins earlier.
    static func < (lhs: WorkRank, rhs: WorkRank) -> Bool {
        if lhs.priority != rhs.priority { return lhs.priority > rhs.priority }
        if lhs.deadline != rhs.deadline { return lhs.deadline < rhs.deadline }
        if lhs.chain != rhs.chain { return lhs.chain > rhs.chain }
        return lhs.position < rhs.position
    }
}

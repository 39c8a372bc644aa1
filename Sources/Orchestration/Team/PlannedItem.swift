public import Domain

/// Something of a team as it will be, and what that changes.
struct PlannedItem<Item: Sendable & Hashable>: Sendable {
    let item: Item
    let change: TeamChange.Kind

    /// - Parameter present: nil for something new.
    /// - Parameter unstamped: the new state with the times of the present one.
    init(_ item: Item, present: Item?, unstamped: Item) {
        self.item = item
        change = present == nil ? .created : present == unstamped ? .unchanged : .updated
    }
}

/// What applying a team changed, or would change.
public struct TeamChange: Sendable {
    public var agents: [Line] = []
    public var tasks: [Line] = []
    public var workflows: [Line] = []
    /// In the order of the workflows.
    public var types: [WorkflowType] = []

    /// What happened to one thing.
    public enum Kind: String, Sendable, Encodable {
        case created, updated, unchanged
    }

    public struct Line: Sendable {
        public let id: String
        public let name: String
        public let change: Kind
    }
}

/// What a server holds that a team may be part of already.
struct KnownTeam: Sendable {
    var agents: [Agent]
    var tasks: [AgentTask]
    var patterns: [WorkflowPattern]

    /// Those that a team with these workflows may take as its own: what its workflows had before, then what belongs to no
    /// workflow. What another workflow uses is left alone, whatever it is called.
    func open(to workflows: Set<String>) -> KnownTeam {
        let own = patterns.filter { workflows.contains($0.name) }
        let others = patterns.filter { !workflows.contains($0.name) }
        let (ownAgents, ownTasks) = (Set(own.flatMap(\.agentIDs)), Set(own.flatMap(\.taskIDs)))
        let (otherAgents, otherTasks) = (Set(others.flatMap(\.agentIDs)), Set(others.flatMap(\.taskIDs)))
        return KnownTeam(
            agents: agents.filter { ownAgents.contains($0.id) }
                + agents.filter { !ownAgents.contains($0.id) && !otherAgents.contains($0.id) },
            tasks: tasks.filter { ownTasks.contains($0.id) }
                + tasks.filter { !ownTasks.contains($0.id) && !otherTasks.contains($0.id) },
            patterns: own)
    }

    /// Takes an agent by its name; the next one of that name gets another.
    mutating func takeAgent(named name: String) -> Agent? {
        agents.firstIndex { $0.name == name }.map { agents.remove(at: $0) }
    }

    mutating func takeTask(titled title: String) -> AgentTask? {
        tasks.firstIndex { $0.title == title }.map { tasks.remove(at: $0) }
    }
}

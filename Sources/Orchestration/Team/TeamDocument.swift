import Domain
import Foundation

/// Agents, tasks and workflows as a team's file: without ids and times, joined by keys that are made from their names.
struct TeamDocument {
    private let team: KnownTeam
    private let agentKeys: [String: String]
    private let taskKeys: [String: String]

    init(_ team: KnownTeam) {
        self.team = team
        agentKeys = Self.keys(team.agents.map { ($0.id.rawValue, $0.name) })
        taskKeys = Self.keys(team.tasks.map { ($0.id.rawValue, $0.title) })
    }

    var json: JSONValue {
        get throws {
            var document: [String: JSONValue] = [
                "agents": .array(try team.agents.map(entry)), "tasks": .array(try team.tasks.map(entry)),
            ]
            let workflows = team.patterns.map(entry)
            if workflows.count == 1 { document["workflow"] = workflows[0] }
            if workflows.count > 1 { document["workflows"] = .array(workflows) }
            return .object(document.filter { $0.value != [] })
        }
    }

    private func entry(_ agent: Agent) throws -> JSONValue {
        var fields = try fields(of: agent, TeamEntry.agentFields)
        fields["key"] = agentKeys[agent.id.rawValue].map { .string($0) }
        return .object(fields)
    }

    private func entry(_ task: AgentTask) throws -> JSONValue {
        var fields = try fields(of: task, TeamEntry.taskFields)
        fields["key"] = taskKeys[task.id.rawValue].map { .string($0) }
        fields["dependencies"] = list(task.dependencies.map(\.rawValue), taskKeys)
        fields["agents"] = list(task.assignedAgentIDs.map(\.rawValue), agentKeys)
        if task.priority == .medium { fields["priority"] = nil }
        return .object(fields)
    }

    private func entry(_ pattern: WorkflowPattern) -> JSONValue {
        let names = ConfigurationNames(
            agent: { id, _ in agentKeys[id] ?? id }, task: { id, _ in taskKeys[id] ?? id })
        var fields: [String: JSONValue] = [
            "name": .string(pattern.name), "workflow_type": .string(pattern.workflowType.rawValue),
            "configuration": .object(names.renamed(pattern.configuration.values)),
            "dependencies": .object(
                Dictionary(
                    pattern.dependencies.compactMap { task, needs in
                        list(needs.map(\.rawValue), taskKeys).map { (taskKeys[task.rawValue] ?? task.rawValue, $0) }
                    }, uniquingKeysWith: { first, _ in first })),
        ]
        fields["description"] = pattern.description.map { .string($0) }
        fields["project_directory"] = pattern.projectDirectory.map { .string($0) }
        if !pattern.userObjective.isEmpty { fields["user_objective"] = .string(pattern.userObjective) }
        // Left out, they are all of them.
        if pattern.agentIDs != team.agents.map(\.id) {
            fields["agents"] = list(pattern.agentIDs.map(\.rawValue), agentKeys) ?? []
        }
        if pattern.taskIDs != team.tasks.map(\.id) {
            fields["tasks"] = list(pattern.taskIDs.map(\.rawValue), taskKeys) ?? []
        }
        return .object(fields.filter { $0.value != [:] })
    }

    /// What people write of something, without what is empty.
    private func fields(of value: some Encodable, _ known: [String]) throws -> [String: JSONValue] {
        let json = try JSONValue(parsing: try JSONEncoder().encode(value))
        return (json.objectValue ?? [:]).filter { known.contains($0.key) && ![.null, [], [:]].contains($0.value) }
    }

    /// The keys of those that are exported; nil for none.
    private func list(_ ids: [String], _ keys: [String: String]) -> JSONValue? {
        let known = ids.compactMap { keys[$0] }
        return known.isEmpty ? nil : .array(known.map { .string($0) })
    }

    /// A key for each, in their order: `code-reviewer`, and `code-reviewer-2` for the second one of that name.
    private static func keys(_ named: [(id: String, name: String)]) -> [String: String] {
        var taken: Set<String> = []
        var keys: [String: String] = [:]
        for (id, name) in named {
            let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }
            let stem = words.isEmpty ? "unnamed" : words.joined(separator: "-")
            let key = (1...).lazy.map { $0 == 1 ? stem : "\(stem)-\($0)" }.first { !taken.contains($0) } ?? stem
            taken.insert(key)
            keys[id] = key
        }
        return keys
    }
}

import Domain

/// What loading a project would write: everything validated, every name resolved. With an error nothing is written.
struct ProjectPlan: Sendable {
    private(set) var agents: [Agent] = []
    private(set) var tasks: [AgentTask] = []
    private(set) var errors: [String]
    /// Which of them are there already, under the same name.
    private(set) var present: Set<String> = []
    private var agentNames: [String: AgentID] = [:]
    private var taskNames: [String: TaskID] = [:]

    init(_ project: ProjectDirectory, agents known: [Agent], tasks knownTasks: [AgentTask], now: Timestamp) {
        errors = project.files.flatMap(\.errors)
        for agent in known.reversed() { name(agent.id, [agent.name, agent.id.rawValue]) }
        for task in knownTasks.reversed() { name(task.id, [task.title, task.id.rawValue]) }
        for entry in project.entries(.agent) { addAgent(entry, known, now) }
        // Names first: a task may depend on one that is read later.
        let entries = project.entries(.task).map { ($0, target($0, knownTasks)) }
        for (entry, id) in entries { addTask(entry, id, knownTasks, now) }
        for cycle in cycles { errors.append(cycle) }
    }

    private mutating func addAgent(_ entry: ProjectFile.Entry, _ known: [Agent], _ now: Timestamp) {
        let present = known.first { $0.name == entry.json["name"]?.stringValue }
        do {
            let draft = try AgentDraft(entry.json, updating: present, at: entry.location)
            var agent = Agent(draft, id: present?.id ?? .make(), now: now)
            if let present {
                agent = present
                agent.update(from: draft, now: now)
                self.present.insert(agent.id.rawValue)
            }
            name(agent.id, [agent.name, entry.alias, entry.alias?.withoutExtension].compactMap(\.self))
            agents.append(agent)
        } catch {
            errors.append("\(error)")
        }
    }

    private mutating func target(_ entry: ProjectFile.Entry, _ known: [AgentTask]) -> TaskID {
        let title = entry.json["title"]?.stringValue
        let present = known.first { $0.title == title }
        let id = present?.id ?? .make()
        if present != nil { self.present.insert(id.rawValue) }
        name(id, [title, entry.alias, entry.alias?.withoutExtension].compactMap(\.self))
        return id
    }

    private mutating func addTask(_ entry: ProjectFile.Entry, _ id: TaskID, _ known: [AgentTask], _ now: Timestamp) {
        let present = known.first { $0.id == id }
        do {
            let draft = try TaskDraft(resolved(entry), updating: present, at: entry.location)
            var task = AgentTask(draft, id: id, now: now)
            if let present {
                task = present
                task.update(from: draft, now: now)
            }
            tasks.append(task)
        } catch {
            errors.append("\(error)")
        }
    }

    /// The entry with ids instead of the names of files, titles and agents.
    private mutating func resolved(_ entry: ProjectFile.Entry) -> JSONValue {
        guard var fields = entry.json.objectValue else { return entry.json }
        if let needed = fields["dependencies"]?.texts {
            fields["dependencies"] = .array(ids(of: needed, taskNames, "task", entry, "dependencies"))
        }
        let keys = ["assigned_agent_ids", "assigned_agents", "assigned_agent_names", "agents", "assigned_agent"]
        for key in keys {
            guard let names = fields[key]?.texts ?? fields[key]?.stringValue.map({ [$0] }) else { continue }
            fields["assigned_agent_ids"] = .array(ids(of: names, agentNames, "agent", entry, key))
            break
        }
        return .object(fields)
    }

    private mutating func ids<Subject>(
        of names: [String], _ known: [String: Identifier<Subject>], _ kind: String, _ entry: ProjectFile.Entry,
        _ field: String
    ) -> [JSONValue] {
        names.compactMap { name in
            if let id = known[name.nameKey] ?? known[name.withoutExtension.nameKey] { return .string(id.rawValue) }
            errors.append("\((entry.location + [field]).joined(separator: ".")): there is no \(kind) '\(name)'")
            return nil
        }
    }

    private mutating func name(_ agent: AgentID, _ names: [String]) {
        for name in names { agentNames[name.nameKey] = agent }
    }

    private mutating func name(_ task: TaskID, _ names: [String]) {
        for name in names { taskNames[name.nameKey] = task }
    }

    private var cycles: [String] {
        let graph = TaskGraph(Dictionary(tasks.map { ($0.id, $0.dependencies) }, uniquingKeysWith: { $1 }))
        guard let cycle = tasks.lazy.compactMap({ graph.cycle(through: $0.id) }).first else { return [] }
        let titles = cycle.map { id in "'\(tasks.first { $0.id == id }?.title ?? id.rawValue)'" }
        return ["dependencies: the tasks would wait for each other: \(titles.joined(separator: " → "))"]
    }
}

extension JSONValue {
    fileprivate var texts: [String]? {
        guard let values = arrayValue else { return nil }
        let texts = values.compactMap { $0.stringValue ?? $0["id"]?.stringValue ?? $0["name"]?.stringValue }
        return texts.count == values.count ? texts : nil
    }
}

extension String {
    fileprivate var withoutExtension: String { hasSuffix(".json") ? String(dropLast(5)) : self }
    /// Names are compared whatever their case.
    fileprivate var nameKey: String { lowercased() }
}

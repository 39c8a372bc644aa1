import Domain

/// What applying a team would write: every field validated by the drafts that every other door uses, every name resolved.
///
/// It gathers everything that is wrong with the whole, each with its place; with an issue nothing is to be written.
struct TeamPlan: Sendable {
    private(set) var agents: [PlannedItem<Agent>] = []
    private(set) var tasks: [PlannedItem<AgentTask>] = []
    private(set) var patterns: [PlannedItem<WorkflowPattern>] = []
    private(set) var issues: [FieldIssue] = []
    private var agentNames = TeamNames(kind: "agent")
    private var taskNames = TeamNames(kind: "task")
    private var known: KnownTeam
    private let now: Timestamp

    init(_ json: JSONValue, known: KnownTeam, now: Timestamp) {
        let sections = TeamSections(json)
        issues = sections.issues
        self.now = now
        self.known = known.open(to: Set(sections.workflows.compactMap { $0.json["name"]?.stringValue }))
        for entry in sections.agents { add(agent: entry) }
        // All titles first: a task may need one that stands below it.
        let identified = sections.tasks.map { ($0, identify($0)) }
        for (entry, target) in identified { add(task: entry, target) }
        refuseCycles(sections.tasks)
        for entry in sections.workflows { add(workflow: entry) }
    }

    /// Adds what only the server can say, such as that a directory lies outside the roots.
    mutating func check(_ check: (WorkflowPattern) throws -> Void) {
        for (planned, place) in zip(patterns, places) {
            do {
                try check(planned.item)
            } catch DomainError.invalid(let found) {
                issues += found.map { $0.moved(to: place, labels) }
            } catch {
                issues.append(FieldIssue(loc: place, msg: "\(error)", type: "refused"))
            }
        }
    }

    /// Where the patterns stand.
    private var places: [[String]] = []

    /// New things get moments of their own, so that lists keep the file's order.
    private mutating func moment(_ isNew: Bool) -> Timestamp {
        if isNew { newest += 1 }
        return Timestamp(milliseconds: now.milliseconds + newest)
    }

    private var newest: Int64 = 0

    // MARK: - Agents

    private mutating func add(agent entry: TeamEntry) {
        let name = entry.json["name"]?.stringValue ?? ""
        let present = known.takeAgent(named: name)
        let (id, time) = (present?.id ?? .make(), moment(present == nil))
        if !agentNames.add(id.rawValue, key: entry.key, name: name) { refuseKey(entry) }
        refuseUnknownFields(entry, TeamEntry.agentFields)
        do {
            var draft = try AgentDraft(entry.json, at: entry.place)
            draft.status = present?.status ?? draft.status
            var agent = present ?? Agent(draft, id: id, now: time)
            agent.update(from: draft, now: time)
            var unstamped = agent
            unstamped.updatedAt = present?.updatedAt ?? time
            agents.append(PlannedItem(agent, present: present, unstamped: unstamped))
        } catch {
            add(error)
        }
    }

    // MARK: - Tasks

    private mutating func identify(_ entry: TeamEntry) -> (id: TaskID, present: AgentTask?) {
        let title = entry.json["title"]?.stringValue ?? ""
        let present = known.takeTask(titled: title)
        let id = present?.id ?? .make()
        if !taskNames.add(id.rawValue, key: entry.key, name: title) { refuseKey(entry) }
        refuseUnknownFields(entry, TeamEntry.taskFields)
        return (id, present)
    }

    private mutating func add(task entry: TeamEntry, _ target: (id: TaskID, present: AgentTask?)) {
        var fields = entry.json.objectValue ?? [:]
        fields["dependencies"] = ids(fields["dependencies"], taskNames, entry.place + ["dependencies"])
        let assigned = ["agents", "agent"].first { fields[$0] != nil }
        fields["assigned_agent_ids"] = assigned.flatMap { ids(fields[$0], agentNames, entry.place + [$0]) }
        do {
            var draft = try TaskDraft(entry.json.objectValue == nil ? entry.json : .object(fields), at: entry.place)
            draft.status = target.present?.status ?? draft.status
            let time = moment(target.present == nil)
            var task = target.present ?? AgentTask(draft, id: target.id, now: time)
            task.update(from: draft, now: time)
            var unstamped = task
            unstamped.updatedAt = target.present?.updatedAt ?? time
            tasks.append(PlannedItem(task, present: target.present, unstamped: unstamped))
        } catch {
            add(error)
        }
    }

    private mutating func refuseCycles(_ entries: [TeamEntry]) {
        let needs = tasks.map { ($0.item.id, $0.item.dependencies) }
        let graph = TaskGraph(Dictionary(needs, uniquingKeysWith: { first, _ in first }))
        guard let cycle = tasks.lazy.compactMap({ graph.cycle(through: $0.item.id) }).first else { return }
        let titles = cycle.map { "'\(taskNames.labels[$0.rawValue] ?? $0.rawValue)'" }.joined(separator: " → ")
        let first = entries.first { cycle.first.flatMap { taskNames.labels[$0.rawValue] } == $0.json["title"]?.stringValue }
        issues.append(
            FieldIssue(
                loc: (first?.place ?? ["tasks"]) + ["dependencies"], msg: "the tasks would wait for each other: \(titles)",
                type: "cycle"))
    }

    // MARK: - Workflows

    private mutating func add(workflow entry: TeamEntry) {
        refuseUnknownFields(entry, TeamEntry.workflowFields)
        guard var fields = entry.json.objectValue else {
            issues.append(FieldIssue(loc: entry.place, msg: "should be an object", type: "object_type"))
            return
        }
        let name = fields["name"]?.stringValue
        let present = known.patterns.first { $0.name == name }
        if patterns.contains(where: { $0.item.name == name }) {
            issues.append(
                FieldIssue(loc: entry.place + ["name"], msg: "is the name of another workflow already", type: "taken"))
        }
        fields["agent_ids"] = members(fields["agents"], agentNames, agents.map(\.item.id.rawValue), entry, "agents")
        fields["task_ids"] = members(fields["tasks"], taskNames, tasks.map(\.item.id.rawValue), entry, "tasks")
        fields["dependencies"] = dependencies(fields["dependencies"], entry)
        fields["configuration"] = configuration(fields["configuration"], entry)
        do {
            var draft = try WorkflowPatternDraft(.object(fields), at: entry.place)
            draft.status = present?.status ?? draft.status
            plan(draft, present, entry)
        } catch {
            // Without a valid agent or task, that there is none of them is no news.
            if agents.isEmpty || tasks.isEmpty, !issues.isEmpty { return add(error, besides: ["agent_ids", "task_ids"]) }
            add(error)
        }
    }

    private mutating func plan(_ draft: WorkflowPatternDraft, _ present: WorkflowPattern?, _ entry: TeamEntry) {
        let type = draft.workflowType ?? recommended(draft)
        let time = moment(present == nil)
        var pattern = present ?? WorkflowPattern(draft, type: type, id: .make(), now: time)
        pattern.update(from: draft, type: type, now: time)
        var unstamped = pattern
        unstamped.updatedAt = present?.updatedAt ?? time
        places.append(entry.place)
        patterns.append(PlannedItem(pattern, present: present, unstamped: unstamped))
    }

    /// What the analysis says of agents and tasks that may not be stored yet.
    private func recommended(_ draft: WorkflowPatternDraft) -> WorkflowType {
        let (agentIDs, taskIDs) = (Set(draft.agentIDs), Set(draft.taskIDs))
        let facts = WorkFacts(
            agents: agents.map(\.item).filter { agentIDs.contains($0.id) },
            tasks: tasks.map(\.item).filter { taskIDs.contains($0.id) }
                .map { $0.needing(draft.dependencies[$0.id] ?? []) },
            objective: draft.userObjective)
        return Recommendation(facts).type
    }

    /// Those that are named; all of them when none is.
    private mutating func members(
        _ named: JSONValue?, _ names: TeamNames, _ all: [String], _ entry: TeamEntry, _ field: String
    ) -> JSONValue {
        guard let named, named != .null else { return .array(all.map { .string($0) }) }
        return ids(named, names, entry.place + [field]) ?? []
    }

    private mutating func dependencies(_ value: JSONValue?, _ entry: TeamEntry) -> JSONValue? {
        guard let needed = value?.objectValue else { return value }
        let place = entry.place + ["dependencies"]
        var resolved: [String: JSONValue] = [:]
        for (task, needs) in needed.sorted(by: { $0.key < $1.key }) {
            guard let id = id(of: task, taskNames, place + [task]) else { continue }
            resolved[id] = ids(needs, taskNames, place + [task]) ?? needs
        }
        return .object(resolved)
    }

    private mutating func configuration(_ value: JSONValue?, _ entry: TeamEntry) -> JSONValue? {
        guard let configuration = value?.objectValue else { return value }
        var found: [FieldIssue] = []
        func resolve(_ names: TeamNames) -> ConfigurationNames.Renaming {
            { name, place in
                do throws(UnknownName) {
                    return try names.id(of: name)
                } catch {
                    let loc = entry.place + ["configuration"] + place
                    found.append(FieldIssue(loc: loc, msg: error.reason, type: "unknown_name"))
                    return name
                }
            }
        }
        let names = ConfigurationNames(agent: resolve(agentNames), task: resolve(taskNames))
        let renamed = names.renamed(configuration)
        issues += found
        return .object(renamed)
    }

    // MARK: - Names and issues

    /// The ids of one name or a list of them; what is neither is left for the draft to refuse.
    private mutating func ids(_ value: JSONValue?, _ names: TeamNames, _ place: [String]) -> JSONValue? {
        if let name = value?.stringValue { return .array(id(of: name, names, place).map { [.string($0)] } ?? []) }
        guard let texts = value?.arrayValue?.compactMap(\.stringValue), texts.count == value?.arrayValue?.count else {
            return value
        }
        return .array(texts.enumerated().compactMap { id(of: $1, names, place + [String($0)]) }.map { .string($0) })
    }

    private mutating func id(of name: String, _ names: TeamNames, _ place: [String]) -> String? {
        do throws(UnknownName) {
            return try names.id(of: name)
        } catch {
            issues.append(FieldIssue(loc: place, msg: error.reason, type: "unknown_name"))
            return nil
        }
    }

    private mutating func refuseKey(_ entry: TeamEntry) {
        issues.append(
            FieldIssue(
                loc: entry.place + ["key"], msg: "'\(entry.key ?? "")' is the key of another one already", type: "taken"))
    }

    private mutating func refuseUnknownFields(_ entry: TeamEntry, _ known: [String]) {
        var fields = FieldReader(entry.json.objectValue == nil ? [:] : entry.json, at: entry.place)
        fields.refuseUnknown(besides: known)
        issues += fields.issues
    }

    private mutating func add(_ error: any Error, besides fields: Set<String> = []) {
        guard case .invalid(let found) = error as? DomainError else { return }
        issues += found.filter { !fields.contains($0.loc.last ?? "") }.map { $0.moved(to: nil, labels) }
    }

    private var labels: [String: String] { agentNames.labels.merging(taskNames.labels) { $1 } }
}

extension FieldIssue {
    /// The issue in the words of a team's file.
    /// - Parameter place: where it stands, instead of `body`; nil when the issue knows.
    fileprivate func moved(to place: [String]?, _ labels: [String: String]) -> FieldIssue {
        let fields = ["agent_ids": "agents", "task_ids": "tasks", "assigned_agent_ids": "agents"]
        let loc = (place.map { $0 + self.loc.dropFirst() } ?? self.loc).map { labels[$0] ?? fields[$0] ?? $0 }
        var words = msg
        for (id, label) in labels where words.contains(id) { words = words.replacing(id, with: label) }
        for (wire, field) in fields where words.contains(wire) { words = words.replacing(wire, with: field) }
        return FieldIssue(loc: loc, msg: words, type: type)
    }
}

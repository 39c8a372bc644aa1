import Domain

/// What applying a team would write: every field validated by the drafts that every other door uses, every name resolved.
///
/// It gathers everything that is wrong with the whole, each with its place; with an issue nothing is to be written.
struct TeamPlan: Sendable {
    var agents: [PlannedItem<Agent>] = []
    var tasks: [PlannedItem<AgentTask>] = []
    var patterns: [PlannedItem<WorkflowPattern>] = []
    var issues: [FieldIssue] = []
    var agentNames = TeamNames(kind: "agent")
    var taskNames = TeamNames(kind: "task")
    var known: KnownTeam
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
    var places: [[String]] = []

    /// New things get moments of their own, so that lists keep the file's order.
    mutating func moment(_ isNew: Bool) -> Timestamp {
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
}

import Domain

/// The workflows of a team.
extension TeamPlan {
    mutating func add(workflow entry: TeamEntry) {
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
}

import Domain

/// What an orchestrator plans: steps one after another, each of parts that are done at the same time.
struct Plan: Sendable, Codable {
    /// A piece of one of the user's tasks.
    struct Part: Sendable, Codable, Hashable {
        var id: String
        var taskID: TaskID
        var title: String
        var description: String
        var agentID: AgentID
        /// Parts of earlier steps whose results it needs.
        var needs: [String]
        var expectedOutput: String?

        /// Equal for parts that ask the same of the same agent.
        var content: String { "\(taskID)\n\(agentID)\n\(title.lowercased())\n\(description.lowercased())" }
    }

    var steps: [[Part]]
    /// The planner says that nothing more is to be done.
    var isComplete: Bool

    var parts: [Part] { steps.flatMap { $0 } }

    /// Reads an answer that met the schema.
    init(_ json: JSONValue) {
        steps = (json["steps"]?.arrayValue ?? []).map { step in
            (step["tasks"]?.arrayValue ?? []).map(Part.init)
        }
        isComplete = json["is_complete"]?.boolValue ?? false
    }

    /// - Parameters:
    ///   - tasks: the only ones that parts may belong to.
    ///   - agents: the only ones that may do them.
    static func schema(_ tasks: [AgentTask], _ agents: [Agent]) -> JSONValue {
        let part: JSONValue = [
            "type": "object", "required": ["id", "task_id", "title", "description", "agent_id"],
            "properties": [
                "id": ["type": "string", "minLength": 1],
                "task_id": ["type": "string", "enum": .array(tasks.map { .string($0.id.rawValue) })],
                "title": ["type": "string"], "description": ["type": "string", "minLength": 1],
                "agent_id": ["type": "string", "enum": .array(agents.map { .string($0.id.rawValue) })],
                "depends_on": ["type": "array", "items": ["type": "string"]], "expected_output": ["type": "string"],
            ],
        ]
        let step: JSONValue = [
            "type": "object", "required": ["tasks"],
            "properties": ["tasks": ["type": "array", "minItems": 1, "items": part]],
        ]
        return [
            "type": "object", "required": ["steps", "is_complete"],
            "properties": [
                "steps": ["type": "array", "items": step], "is_complete": ["type": "boolean"],
                "reasoning": ["type": "string"],
            ],
        ]
    }
}

extension Plan.Part {
    fileprivate init(_ json: JSONValue) {
        id = json["id"]?.stringValue ?? ""
        taskID = TaskID(rawValue: json["task_id"]?.stringValue ?? "")
        title = json["title"]?.stringValue ?? ""
        description = json["description"]?.stringValue ?? ""
        agentID = AgentID(rawValue: json["agent_id"]?.stringValue ?? "")
        needs = json["depends_on"]?.texts ?? []
        expectedOutput = json["expected_output"]?.stringValue
    }
}

/// What a plan must keep to, beside its schema.
struct PlanRules: Sendable {
    let tasks: [AgentTask]
    let mostParts: Int
    /// How many executions the budget still allows; nil for any number.
    let reserve: Int?
    /// Ids of parts that are done; a new plan may build on them, and must not do them again.
    let done: Set<String>
    /// The user's tasks that some finished part belongs to.
    let begun: Set<TaskID>
    /// Contents of parts that failed: trying the same again is no plan.
    let failed: Set<String>
    /// Whether the plan must cover everything, or is only the next step.
    let isWhole: Bool

    /// Everything that is wrong with a plan, in words.
    func problems(with plan: Plan) -> [String] {
        let parts = plan.parts
        var problems: [String] = []
        if parts.isEmpty, !plan.isComplete { problems.append("the plan has no tasks and is not complete") }
        if parts.count > mostParts { problems.append("the plan has \(parts.count) tasks; at most \(mostParts) are allowed") }
        if let reserve, parts.count > reserve {
            problems.append("the plan has \(parts.count) tasks; the budget allows \(reserve) more")
        }
        problems += duplicates(parts) + assignments(parts) + dependencies(plan)
        problems += parts.filter { failed.contains($0.content) }.map { "'\($0.id)' repeats a task that failed, unchanged" }
        return problems + gaps(plan)
    }

    private func duplicates(_ parts: [Plan.Part]) -> [String] {
        var (ids, contents): (Set<String>, Set<String>) = (done, [])
        return parts.flatMap { part -> [String] in
            var problems: [String] = []
            if !ids.insert(part.id).inserted { problems.append("the id '\(part.id)' is used twice") }
            if !contents.insert(part.content).inserted { problems.append("'\(part.id)' does the same as another task") }
            return problems
        }
    }

    private func assignments(_ parts: [Plan.Part]) -> [String] {
        parts.compactMap { part in
            guard let task = tasks.first(where: { $0.id == part.taskID }), !task.assignedAgentIDs.isEmpty,
                !task.assignedAgentIDs.contains(part.agentID)
            else { return nil }
            let names = task.assignedAgentIDs.map(\.rawValue).joined(separator: ", ")
            return "'\(part.id)' belongs to task \(task.id), which is assigned to \(names)"
        }
    }

    /// Parts need parts of earlier steps only, so a plan cannot have a cycle; and tasks keep their own dependencies.
    private func dependencies(_ plan: Plan) -> [String] {
        var (known, before): (Set<String>, Set<TaskID>) = (done, begun)
        var problems: [String] = []
        for step in plan.steps {
            for part in step {
                problems += part.needs.filter { !known.contains($0) }
                    .map { "'\(part.id)' depends on '\($0)', which is not in an earlier step" }
                let needs = tasks.first { $0.id == part.taskID }?.dependencies ?? []
                problems += needs.filter { need in tasks.contains { $0.id == need } && !before.contains(need) }
                    .map { "'\(part.id)' needs the result of task \($0), which is not in an earlier step" }
            }
            known.formUnion(step.map(\.id))
            before.formUnion(step.map(\.taskID))
        }
        return problems
    }

    private func gaps(_ plan: Plan) -> [String] {
        guard isWhole || plan.isComplete else { return [] }
        let covered = begun.union(plan.parts.map(\.taskID))
        return tasks.filter { !covered.contains($0.id) }.map { "task \($0.id) ('\($0.title)') is not in the plan" }
    }
}

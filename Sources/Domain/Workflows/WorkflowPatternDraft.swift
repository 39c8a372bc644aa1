/// The fields of a pattern that people write, validated by themselves; whether the ids exist is for the store to say.
public struct WorkflowPatternDraft: Sendable, Hashable {
    public var name: String
    public var description: String?
    /// Nil leaves the choice to the analysis.
    public var workflowType: WorkflowType?
    public var userObjective: String
    public var agentIDs: [AgentID]
    public var taskIDs: [TaskID]
    public var projectDirectory: String?
    public var configuration: WorkflowConfiguration
    public var dependencies: [TaskID: [TaskID]]
    public var status: WorkflowPatternStatus

    /// Takes values that were validated before.
    public init(
        name: String, description: String?, workflowType: WorkflowType?, userObjective: String, agentIDs: [AgentID],
        taskIDs: [TaskID], projectDirectory: String?, configuration: WorkflowConfiguration,
        dependencies: [TaskID: [TaskID]], status: WorkflowPatternStatus
    ) {
        self.name = name
        self.description = description
        self.workflowType = workflowType
        self.userObjective = userObjective
        self.agentIDs = agentIDs
        self.taskIDs = taskIDs
        self.projectDirectory = projectDirectory
        self.configuration = configuration
        self.dependencies = dependencies
        self.status = status
    }

    /// Validates a request, a file's entry or a tool's arguments.
    /// - Parameter json: what was sent.
    /// - Parameter location: where it stands in what was sent, for messages.
    /// - Parameter present: the pattern to update; its values are the defaults.
    /// - Throws: ``DomainError/invalid(_:)`` with every issue.
    public init(
        _ json: JSONValue, updating present: WorkflowPattern? = nil, at location: [String] = ["body"]
    ) throws(DomainError) {
        var fields = FieldReader(json, at: location)
        name = fields.text("name", length: 1...100, default: present?.name)
        description = fields.optionalText("description", default: present?.description)
        workflowType = fields.workflowType("workflow_type", default: present?.workflowType)
        userObjective = fields.optionalText("user_objective", default: present?.userObjective) ?? ""
        agentIDs = fields.identifiers("agent_ids", default: present?.agentIDs ?? [])
        taskIDs = fields.identifiers("task_ids", default: present?.taskIDs ?? [])
        projectDirectory = fields.optionalText("project_directory", default: present?.projectDirectory)
        status = present == nil ? .active : fields.choice("status", default: present?.status ?? .active)
        dependencies = fields.taskDependencies("dependencies", default: present?.dependencies ?? [:])
        let sent = fields.object("configuration", default: present?.configuration.values ?? [:])
        let read = WorkflowConfiguration.read(.object(sent), for: workflowType, at: location + ["configuration"])
        configuration = read.configuration
        if agentIDs.isEmpty { fields.add("agent_ids", "should name at least one agent", "too_short") }
        if taskIDs.isEmpty { fields.add("task_ids", "should name at least one task", "too_short") }
        refuseForeignDependencies(&fields)
        let issues = fields.issues + read.issues
        if !issues.isEmpty { throw .invalid(issues) }
    }

    private func refuseForeignDependencies(_ fields: inout FieldReader) {
        let known = Set(taskIDs)
        for (task, needed) in dependencies.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for id in [task] + needed where !known.contains(id) {
                fields.add("dependencies", "'\(id)' is not one of task_ids", "unknown_task")
            }
        }
        let graph = TaskGraph(dependencies)
        for task in taskIDs {
            guard let cycle = graph.cycle(through: task) else { continue }
            fields.add("dependencies", "form a cycle: \(cycle.map(\.rawValue).joined(separator: " → "))", "cycle")
            return
        }
    }
}

extension FieldReader {
    /// An object from task id to a list of task ids.
    mutating func taskDependencies(_ name: String, default present: [TaskID: [TaskID]]) -> [TaskID: [TaskID]] {
        guard contains(name) else { return present }
        var dependencies: [TaskID: [TaskID]] = [:]
        for (task, needed) in object(name) {
            let ids = needed.arrayValue?.compactMap(\.stringValue) ?? []
            if ids.count != needed.arrayValue?.count {
                add(name, "'\(task)' should have a list of task ids", "list_type")
            }
            dependencies[TaskID(rawValue: task)] = ids.map(TaskID.init(rawValue:))
        }
        return dependencies
    }
}

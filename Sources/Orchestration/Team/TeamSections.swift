import Domain

/// The parts of a team's file: `agents`, `tasks`, and `workflow` or `workflows`.
struct TeamSections {
    private(set) var agents: [TeamEntry] = []
    private(set) var tasks: [TeamEntry] = []
    private(set) var workflows: [TeamEntry] = []
    private(set) var issues: [FieldIssue] = []

    init(_ json: JSONValue) {
        var fields = FieldReader(json, at: [])
        fields.refuseUnknown(besides: ["agents", "tasks", "workflow", "workflows"])
        issues = fields.issues
        agents = list("agents", json)
        tasks = list("tasks", json)
        workflows = list("workflows", json)
        if let workflow = json["workflow"], workflow != .null {
            workflows.insert(TeamEntry(json: workflow, place: ["workflow"]), at: 0)
        }
        if issues.isEmpty, agents.isEmpty, tasks.isEmpty, workflows.isEmpty {
            issues.append(
                FieldIssue(loc: ["agents"], msg: "is required, as are \"tasks\" and \"workflow\" to run it", type: "missing")
            )
        }
    }

    private mutating func list(_ name: String, _ json: JSONValue) -> [TeamEntry] {
        guard let value = json[name], value != .null else { return [] }
        guard let entries = value.arrayValue else {
            issues.append(FieldIssue(loc: [name], msg: "should be a list", type: "list_type"))
            return []
        }
        return entries.enumerated().map { TeamEntry(json: $1, place: [name, String($0)]) }
    }
}

/// One agent, task or workflow of a team's file.
struct TeamEntry: Sendable {
    let json: JSONValue
    let place: [String]

    /// Names it in the file, where its name would not do.
    var key: String? { json["key"]?.stringValue }

    static let agentFields = [
        "key", "name", "role", "description", "system_prompt", "capabilities", "tools", "objectives", "constraints",
        "memory_settings", "execution_settings",
    ]
    static let taskFields = [
        "key", "title", "description", "expected_output", "resources", "dependencies", "priority", "deadline",
        "estimated_duration", "agent", "agents",
    ]
    static let workflowFields = [
        "name", "description", "workflow_type", "user_objective", "agents", "tasks", "project_directory", "configuration",
        "dependencies",
    ]
}

public import Domain

/// What somebody wants analysed, validated by itself.
public struct AnalysisRequest: Sendable {
    public var agentIDs: [AgentID]
    public var taskIDs: [TaskID]
    public var objective: String
    /// Dependencies beside those of the tasks.
    public var dependencies: [TaskID: [TaskID]] = [:]
    public var mode: Mode
    /// What is asked in mode `model`, instead of the server's.
    public var backend: String?

    public enum Mode: String, Sendable, CaseIterable {
        /// By the stated rules.
        case rules
        /// By the rules, and then by a model, whose answer is bound to the seven types.
        case model
    }

    public init(
        agentIDs: [AgentID], taskIDs: [TaskID], objective: String, dependencies: [TaskID: [TaskID]] = [:],
        mode: Mode = .rules
    ) {
        self.agentIDs = agentIDs
        self.taskIDs = taskIDs
        self.objective = objective
        self.dependencies = dependencies
        self.mode = mode
    }

    /// Reads a request; `agents_ids` and `objective` are other names that clients of the seed use.
    /// - Throws: `DomainError/invalid(_:)` with every issue.
    public init(_ json: JSONValue, at location: [String] = ["body"]) throws(DomainError) {
        var fields = FieldReader(json, at: location)
        agentIDs = Self.unique(fields.texts(fields.contains("agent_ids") ? "agent_ids" : "agents_ids")).map(AgentID.init)
        taskIDs = Self.unique(fields.texts("task_ids")).map(TaskID.init)
        objective = fields.optionalText(fields.contains("user_objective") ? "user_objective" : "objective") ?? ""
        mode = fields.choice("mode", default: .rules)
        backend = fields.optionalText("backend")
        if agentIDs.isEmpty { fields.add("agent_ids", "should name at least one agent", "too_short") }
        if taskIDs.isEmpty { fields.add("task_ids", "should name at least one task", "too_short") }
        try fields.finish()
    }

    private static func unique(_ ids: [String]) -> [String] {
        var seen: Set<String> = []
        return ids.filter { seen.insert($0).inserted }
    }
}

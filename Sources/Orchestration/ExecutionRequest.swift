public import Domain

/// What somebody asks when they start a task, validated by itself.
public struct ExecutionRequest: Sendable {
    public var taskID: TaskID
    /// Whom to give it to; empty for the task's own.
    public var agentIDs: [AgentID]
    public var workDirectory: String?
    /// In seconds.
    public var timeout: Double?
    /// Live executions of the task are aborted first.
    public var isForced: Bool
    public var model: String?
    public var backend: String?

    /// - Throws: `DomainError/invalid(_:)` with every issue.
    public init(_ json: JSONValue, at location: [String] = ["body"]) throws(DomainError) {
        var fields = FieldReader(json, at: location)
        taskID = TaskID(rawValue: fields.text("task_id", length: 1...255))
        agentIDs = fields.texts("agent_ids").map(AgentID.init)
        workDirectory = fields.optionalText("work_directory").flatMap { $0.isEmpty ? nil : $0 }
        timeout = fields.optionalNumber("timeout", in: 1...31_536_000)
        isForced = fields.bool("force_restart", default: false)
        model = fields.optionalText("model")
        backend = fields.optionalText("backend")
        try fields.finish()
    }
}

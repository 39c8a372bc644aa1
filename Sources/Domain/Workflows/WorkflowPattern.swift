/// Agents, tasks and the way they work together, saved to be executed as often as wanted.
public struct WorkflowPattern: Sendable, Hashable, Codable {
    public var id: WorkflowPatternID
    /// Unique among patterns.
    public var name: String
    public var description: String?
    public var workflowType: WorkflowType
    public var userObjective: String
    public var agentIDs: [AgentID]
    public var taskIDs: [TaskID]
    public var projectDirectory: String?
    public var configuration: WorkflowConfiguration
    /// Further dependencies between the tasks, which hold in this pattern only.
    public var dependencies: [TaskID: [TaskID]]
    public var status: WorkflowPatternStatus
    public var createdAt: Timestamp
    public var updatedAt: Timestamp

    /// A pattern that was never executed.
    /// - Parameter draft: what was sent, validated.
    /// - Parameter id: a new one.
    /// - Parameter now: when it is made.
    /// - Parameter type: what the draft says, or what the analysis decided.
    public init(_ draft: WorkflowPatternDraft, type: WorkflowType, id: WorkflowPatternID, now: Timestamp) {
        self.id = id
        name = draft.name
        description = draft.description
        workflowType = type
        userObjective = draft.userObjective
        agentIDs = draft.agentIDs
        taskIDs = draft.taskIDs
        projectDirectory = draft.projectDirectory
        configuration = draft.configuration
        dependencies = draft.dependencies
        status = draft.status
        createdAt = now
        updatedAt = now
    }

    /// Takes over what a draft says.
    public mutating func update(from draft: WorkflowPatternDraft, type: WorkflowType, now: Timestamp) {
        var updated = WorkflowPattern(draft, type: type, id: id, now: now)
        updated.createdAt = createdAt
        self = updated
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, description, configuration, dependencies, status
        case workflowType = "workflow_type"
        case userObjective = "user_objective"
        case agentIDs = "agent_ids"
        case taskIDs = "task_ids"
        case projectDirectory = "project_directory"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

public typealias WorkflowPatternID = Identifier<WorkflowPattern>

/// Whether a pattern is offered to be executed.
public enum WorkflowPatternStatus: String, Sendable, Codable, CaseIterable {
    case active, inactive, archived
}

/// A map from ids is an object on the wire, not Swift's list of pairs.
extension Identifier: CodingKeyRepresentable {
    public var codingKey: any CodingKey { IdentifierKey(stringValue: rawValue) }

    public init?(codingKey: some CodingKey) {
        self.init(rawValue: codingKey.stringValue)
    }
}

private struct IdentifierKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}

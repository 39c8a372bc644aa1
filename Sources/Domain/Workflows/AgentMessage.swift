/// What one agent hands to another; the data of the event `communication`.
public struct AgentMessage: Sendable, Hashable, Codable {
    public var id: String
    /// The workflow execution.
    public var executionID: WorkflowExecutionID
    /// Nil for the workflow itself.
    public var fromAgentID: AgentID?
    /// Nil for the workflow itself.
    public var toAgentID: AgentID?
    public var messageType: Kind
    public var message: String
    public var context: [String: JSONValue]
    public var timestamp: Timestamp

    /// What a message is about.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case taskAssignment = "task_assignment"
        case statusUpdate = "status_update"
        case resultSharing = "result_sharing"
        case coordination
        case handoff
    }

    public init(
        id: String, executionID: WorkflowExecutionID, from: AgentID?, to: AgentID?, _ kind: Kind, _ message: String,
        context: [String: JSONValue] = [:], timestamp: Timestamp
    ) {
        self.id = id
        self.executionID = executionID
        fromAgentID = from
        toAgentID = to
        messageType = kind
        self.message = message
        self.context = context
        self.timestamp = timestamp
    }

    /// The name of the event that carries it; `message` is a model's output.
    public static let event = "communication"

    private enum CodingKeys: String, CodingKey {
        case id, message, context, timestamp
        case executionID = "execution_id"
        case fromAgentID = "from_agent_id"
        case toAgentID = "to_agent_id"
        case messageType = "message_type"
    }
}

import Domain

/// What one agent handed to another; null stands for the workflow itself.
struct CommunicationWire: Encodable {
    let message: AgentMessage

    init(_ message: AgentMessage) {
        self.message = message
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(message.id, forKey: .id)
        try container.encode(message.executionID, forKey: .executionID)
        try container.encode(message.fromAgentID, forKey: .fromAgentID)
        try container.encode(message.toAgentID, forKey: .toAgentID)
        try container.encode(message.messageType, forKey: .messageType)
        try container.encode(message.message, forKey: .message)
        try container.encode(message.context, forKey: .context)
        try container.encode(message.timestamp, forKey: .timestamp)
    }

    private enum Key: String, CodingKey {
        case id, message, context, timestamp
        case executionID = "execution_id"
        case fromAgentID = "from_agent_id"
        case toAgentID = "to_agent_id"
        case messageType = "message_type"
    }
}

import Domain
import SQL

/// The table of what agents hand to each other in workflow executions.
enum AgentCommunicationTable {
    /// - Parameter position: the message's place among those of its execution.
    static func insert(_ message: AgentMessage, at position: Int64, _ sql: any SQLTransaction) throws {
        try sql.run(
            """
            INSERT INTO agent_communications (id, execution_id, from_agent_id, to_agent_id, message_type, message, context,
                timestamp, position)
            VALUES (\(message.id), \(message.executionID), \(message.fromAgentID), \(message.toAgentID),
                \(message.messageType.rawValue), \(message.message), \(try JSONColumn.encode(message.context)),
                \(message.timestamp), \(position))
            ON CONFLICT (id) DO NOTHING
            """)
    }

    /// The messages of an execution, in the order in which they were sent.
    static func all(of execution: WorkflowExecutionID, _ sql: any SQLConnection) throws -> [AgentMessage] {
        try sql.rows("SELECT * FROM agent_communications WHERE execution_id = \(execution) ORDER BY position").map(read)
    }

    private static func read(_ row: SQLRow) throws -> AgentMessage {
        AgentMessage(
            id: try row.text("id"), executionID: WorkflowExecutionID(rawValue: try row.text("execution_id")),
            from: try row.optionalText("from_agent_id").map(AgentID.init),
            to: try row.optionalText("to_agent_id").map(AgentID.init), try row.choice("message_type"),
            try row.text("message"), context: try row.json("context"), timestamp: try row.timestamp("timestamp"))
    }
}

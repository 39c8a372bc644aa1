public import Domain
import DurableExecution

/// A handoff that the operator forces: it comes instead of whatever the active agent decides in its turn.
public struct OperatorHandoff: Sendable, Hashable, Codable {
    /// Begins the names under which they are said to a workflow.
    public static let prefix = "handoff/"

    public var taskID: TaskID
    public var to: AgentID
    public var reason: String
    public var at: Timestamp

    public init(taskID: TaskID, to: AgentID, reason: String, at: Timestamp) {
        self.taskID = taskID
        self.to = to
        self.reason = reason
        self.at = at
    }

    private enum CodingKeys: String, CodingKey {
        case reason, at
        case taskID = "task_id"
        case to = "agent_id"
    }
}

/// What the operator has said about a task so far.
struct OperatorWord: Sendable, Codable {
    /// The newest; nil when nothing new was said.
    var handoff: OperatorHandoff?
    /// How many there were in all.
    var count = 0

    /// Reads it, as a step: what was said when the turn ended stays what counts.
    static func newest(
        on task: TaskID, after seen: Int, _ context: WorkflowContext
    ) async throws -> OperatorWord {
        try await context.step("operator") { attempt in
            let said = attempt.instructions.filter { $0.key.hasPrefix(OperatorHandoff.prefix) }.values
            // What stands under that prefix was written in that form.
            let handoffs = said.compactMap { try? $0.decode(OperatorHandoff.self) }.filter { $0.taskID == task }
            let newest = handoffs.count > seen ? handoffs.max { $0.at < $1.at } : nil
            return OperatorWord(handoff: newest, count: handoffs.count)
        }
    }
}

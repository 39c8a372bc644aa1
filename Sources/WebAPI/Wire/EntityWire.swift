import Domain
import Orchestration

/// A task as it goes over the wire: its own fields and its whole agents.
struct TaskWire: Encodable {
    let view: TaskView

    func encode(to encoder: any Encoder) throws {
        try NullFilling.encode(
            view.task,
            [
                "expected_output", "deadline", "estimated_duration", "error_message",
                "started_at", "completed_at",
            ], to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(view.agents.map(AgentWire.init), forKey: .assignedAgents)
    }

    private enum CodingKeys: String, CodingKey {
        case assignedAgents = "assigned_agents"
    }
}

/// An agent as it goes over the wire: every field, null where there is nothing.
struct AgentWire: Encodable {
    let agent: Agent

    func encode(to encoder: any Encoder) throws {
        try NullFilling.encode(agent, ["description", "last_active"], to: encoder)
    }
}

/// What the deletion of an agent answers.
struct AgentDeletionWire: Encodable {
    let message: String
    let affectedTasks: Int
    let taskUpdates: [TaskUpdate]
    let cancelledExecutions: Int

    struct TaskUpdate: Encodable {
        let taskID: TaskID
        let taskTitle: String
        let remainingAgents: Int

        enum CodingKeys: String, CodingKey {
            case taskID = "task_id"
            case taskTitle = "task_title"
            case remainingAgents = "remaining_agents"
        }
    }

    init(_ deletion: AgentDeletion) {
        message = "Agent '\(deletion.agent.name)' was deleted."
        affectedTasks = deletion.tasks.count
        taskUpdates = deletion.tasks.map {
            TaskUpdate(taskID: $0.id, taskTitle: $0.title, remainingAgents: $0.assignedAgentIDs.count)
        }
        cancelledExecutions = deletion.cancelledExecutions
    }

    enum CodingKeys: String, CodingKey {
        case message
        case affectedTasks = "affected_tasks"
        case taskUpdates = "task_updates"
        case cancelledExecutions = "cancelled_executions"
    }
}

/// Something was deleted.
struct DeletionWire: Encodable {
    let message: String
}

/// Writes a value's own fields, and null for those optional ones that it leaves out.
enum NullFilling {
    static func encode(_ value: some Encodable, _ optional: [String], to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        for name in optional { try container.encodeNil(forKey: Name(stringValue: name)) }
        try value.encode(to: encoder)
    }

    private struct Name: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

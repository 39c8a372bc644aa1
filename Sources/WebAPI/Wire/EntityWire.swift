import Domain
import Orchestration

/// An agent as it goes over the wire: every field, null where there is nothing.
struct AgentWire: JSONWire {
    let agent: Agent

    var json: JSONValue {
        .object([
            "id": JSONValue(agent.id),
            "name": .string(agent.name),
            "role": .string(agent.role),
            "description": JSONValue(agent.description),
            "system_prompt": .string(agent.systemPrompt),
            "capabilities": JSONValue(agent.capabilities),
            "tools": JSONValue(agent.tools),
            "objectives": JSONValue(agent.objectives),
            "constraints": JSONValue(agent.constraints),
            "memory_settings": .object(agent.memorySettings),
            "execution_settings": .object(agent.executionSettings),
            "status": .string(agent.status.rawValue),
            "last_active": JSONValue(agent.lastActive),
            "created_at": JSONValue(agent.createdAt),
            "updated_at": JSONValue(agent.updatedAt),
        ])
    }
}

/// A task as it goes over the wire: every field, null where there is nothing, and its whole agents.
struct TaskWire: JSONWire {
    let view: TaskView

    var json: JSONValue {
        let task = view.task
        return .object([
            "id": JSONValue(task.id),
            "title": .string(task.title),
            "description": .string(task.description),
            "expected_output": JSONValue(task.expectedOutput),
            "resources": JSONValue(task.resources),
            "dependencies": JSONValue(task.dependencies),
            "priority": .string(task.priority.rawValue),
            "status": .string(task.status.rawValue),
            "deadline": JSONValue(task.deadline),
            "estimated_duration": task.estimatedDuration?.sent ?? .null,
            "results": .object(task.results),
            "error_message": JSONValue(task.errorMessage),
            "started_at": JSONValue(task.startedAt),
            "completed_at": JSONValue(task.completedAt),
            "created_at": JSONValue(task.createdAt),
            "updated_at": JSONValue(task.updatedAt),
            "assigned_agent_ids": JSONValue(task.assignedAgentIDs),
            "assigned_agents": view.agents.map(AgentWire.init).json,
        ])
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

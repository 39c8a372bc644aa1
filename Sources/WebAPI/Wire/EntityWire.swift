import Domain
import Orchestration

/// An agent as it goes over the wire: every field, null where there is nothing.
struct AgentWire: Encodable {
    let agent: Agent

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(agent.id, forKey: .id)
        try container.encode(agent.name, forKey: .name)
        try container.encode(agent.role, forKey: .role)
        try container.encode(agent.description, forKey: .description)
        try container.encode(agent.systemPrompt, forKey: .systemPrompt)
        try container.encode(agent.capabilities, forKey: .capabilities)
        try container.encode(agent.tools, forKey: .tools)
        try container.encode(agent.objectives, forKey: .objectives)
        try container.encode(agent.constraints, forKey: .constraints)
        try container.encode(agent.memorySettings, forKey: .memorySettings)
        try container.encode(agent.executionSettings, forKey: .executionSettings)
        try container.encode(agent.status, forKey: .status)
        try container.encode(agent.lastActive, forKey: .lastActive)
        try container.encode(agent.createdAt, forKey: .createdAt)
        try container.encode(agent.updatedAt, forKey: .updatedAt)
    }

    private enum Key: String, CodingKey {
        case id, name, role, description, capabilities, tools, objectives, constraints, status
        case systemPrompt = "system_prompt"
        case memorySettings = "memory_settings"
        case executionSettings = "execution_settings"
        case lastActive = "last_active"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// A task as it goes over the wire: every field, null where there is nothing, and its whole agents.
struct TaskWire: Encodable {
    let view: TaskView

    func encode(to encoder: any Encoder) throws {
        let task = view.task
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(task.id, forKey: .id)
        try container.encode(task.title, forKey: .title)
        try container.encode(task.description, forKey: .description)
        try container.encode(task.expectedOutput, forKey: .expectedOutput)
        try container.encode(task.resources, forKey: .resources)
        try container.encode(task.dependencies, forKey: .dependencies)
        try container.encode(task.priority, forKey: .priority)
        try container.encode(task.status, forKey: .status)
        try container.encode(task.deadline, forKey: .deadline)
        try container.encode(task.estimatedDuration, forKey: .estimatedDuration)
        try container.encode(task.results, forKey: .results)
        try container.encode(task.errorMessage, forKey: .errorMessage)
        try container.encode(task.startedAt, forKey: .startedAt)
        try container.encode(task.completedAt, forKey: .completedAt)
        try container.encode(task.createdAt, forKey: .createdAt)
        try container.encode(task.updatedAt, forKey: .updatedAt)
        try container.encode(task.assignedAgentIDs, forKey: .assignedAgentIDs)
        try container.encode(view.agents.map(AgentWire.init), forKey: .assignedAgents)
    }

    private enum Key: String, CodingKey {
        case id, title, description, resources, dependencies, priority, status, deadline, results
        case expectedOutput = "expected_output"
        case estimatedDuration = "estimated_duration"
        case errorMessage = "error_message"
        case startedAt = "started_at"
        case completedAt = "completed_at"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case assignedAgentIDs = "assigned_agent_ids"
        case assignedAgents = "assigned_agents"
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

import Domain

extension OpenAPIDocument {
    /// Agents, tasks and errors.
    static let entitySchemas: [String: JSONValue] = [
        "Agent": Schema.answer([
            "id": Schema.id, "name": Schema.text, "role": Schema.text, "description": Schema.orNull(Schema.text),
            "system_prompt": Schema.text, "capabilities": Schema.list(Schema.text), "tools": Schema.list(Schema.text),
            "objectives": Schema.list(Schema.text), "constraints": Schema.list(Schema.text),
            "memory_settings": Schema.object, "execution_settings": Schema.object,
            "status": Schema.choice(AgentStatus.self), "last_active": Schema.orNull(Schema.time),
            "created_at": Schema.time, "updated_at": Schema.time,
        ]),
        "NewAgent": Schema.request(
            [
                "name": Schema.text(1...255), "role": Schema.text(1...255), "system_prompt": Schema.text(10...1_000_000),
            ], optional: agentOptions),
        "AgentChange": Schema.request(
            [:],
            optional: agentOptions.merging([
                "name": Schema.text(1...255), "role": Schema.text(1...255), "system_prompt": Schema.text(10...1_000_000),
                "status": Schema.choice(AgentStatus.self),
            ]) { first, _ in first }),
        "AgentDeletion": Schema.answer([
            "message": Schema.text, "affected_tasks": Schema.integer, "cancelled_executions": Schema.integer,
            "task_updates": Schema.list(
                Schema.answer(["task_id": Schema.id, "task_title": Schema.text, "remaining_agents": Schema.integer])),
        ]),
        "Task": Schema.answer([
            "id": Schema.id, "title": Schema.text, "description": Schema.text,
            "expected_output": Schema.orNull(Schema.text), "resources": Schema.list(Schema.text),
            "dependencies": Schema.list(Schema.id), "priority": Schema.choice(TaskPriority.self),
            "status": Schema.choice(TaskStatus.self), "deadline": Schema.orNull(Schema.time),
            "estimated_duration": duration, "results": Schema.object, "error_message": Schema.orNull(Schema.text),
            "started_at": Schema.orNull(Schema.time), "completed_at": Schema.orNull(Schema.time),
            "created_at": Schema.time, "updated_at": Schema.time, "assigned_agent_ids": Schema.list(Schema.id),
            "assigned_agents": Schema.list(Schema.the("Agent")),
        ]),
        "NewTask": Schema.request(
            ["title": Schema.text(1...255), "description": Schema.text(1...1_000_000)], optional: taskOptions),
        "TaskChange": Schema.request(
            [:],
            optional: taskOptions.merging([
                "title": Schema.text(1...255), "description": Schema.text(1...1_000_000),
                "status": Schema.choice(TaskStatus.self),
            ]) { first, _ in first }),
        "Deletion": Schema.answer(["message": Schema.text]),
        "Error": ["type": "object", "properties": .object(errorMembers), "required": errorNames],
        "ValidationError": Schema.answer(
            errorMembers.merging([
                "errors": Schema.list(
                    Schema.answer(["loc": Schema.list(Schema.text), "msg": Schema.text, "type": Schema.text]))
            ]) { first, _ in first }),
    ]

    private static let agentOptions: [String: JSONValue] = [
        "description": Schema.orNull(Schema.text), "capabilities": Schema.list(Schema.text),
        "tools": Schema.list(Schema.text), "objectives": Schema.list(Schema.text), "constraints": Schema.list(Schema.text),
        "memory_settings": Schema.object, "execution_settings": Schema.object,
    ]

    private static let taskOptions: [String: JSONValue] = [
        "expected_output": Schema.orNull(Schema.text), "resources": Schema.list(Schema.text),
        "dependencies": Schema.list(Schema.text), "priority": Schema.choice(TaskPriority.self),
        "deadline": Schema.orNull(Schema.text), "estimated_duration": duration,
        "assigned_agent_ids": Schema.list(Schema.text),
    ]

    /// Minutes, or words such as "2 hours"; kept as it was sent.
    private static let duration: JSONValue = ["type": ["number", "string", "null"]]

    private static let errorMembers: [String: JSONValue] = [
        "detail": Schema.text, "type": Schema.text, "error_id": Schema.text, "timestamp": Schema.time,
    ]
    private static let errorNames: JSONValue = ["detail", "error_id", "timestamp", "type"]
}

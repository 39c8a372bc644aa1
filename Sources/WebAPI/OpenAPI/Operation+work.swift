import Domain

extension Operation {
    static let agents: [Operation] = [
        Operation(
            "GET", "/api/agents", "listAgents", "Agents", "The agents.",
            query: Parameter.page + [.query("status", "Only these.", Schema.choice(AgentStatus.self)), .search],
            answer: Schema.list(Schema.the("Agent"))),
        Operation(
            "POST", "/api/agents", "createAgent", "Agents", "Creates an agent.", body: Schema.the("NewAgent"),
            answer: Schema.the("Agent")),
        Operation("GET", "/api/agents/{id}", "getAgent", "Agents", "One agent.", answer: Schema.the("Agent")),
        Operation(
            "PUT", "/api/agents/{id}", "updateAgent", "Agents", "Changes what is named.", body: Schema.the("AgentChange"),
            answer: Schema.the("Agent")),
        Operation(
            "DELETE", "/api/agents/{id}", "deleteAgent", "Agents", "Deletes an agent and takes it off its tasks.",
            query: [.force], answer: Schema.the("AgentDeletion"), errors: [409]),
    ]

    static let tasks: [Operation] = [
        Operation(
            "GET", "/api/tasks", "listTasks", "Tasks", "The tasks.",
            query: Parameter.page + [
                .query("status", "Only these.", Schema.choice(TaskStatus.self)),
                .query("priority", "Only these.", Schema.choice(TaskPriority.self)),
                .query("agent_id", "Only those of this agent."), .search,
            ], answer: Schema.list(Schema.the("Task"))),
        Operation(
            "POST", "/api/tasks", "createTask", "Tasks", "Creates a task.", body: Schema.the("NewTask"),
            answer: Schema.the("Task")),
        Operation("GET", "/api/tasks/{id}", "getTask", "Tasks", "One task.", answer: Schema.the("Task")),
        Operation(
            "PUT", "/api/tasks/{id}", "updateTask", "Tasks", "Changes what is named.", body: Schema.the("TaskChange"),
            answer: Schema.the("Task")),
        Operation(
            "DELETE", "/api/tasks/{id}", "deleteTask", "Tasks", "Deletes a task.", query: [.force],
            answer: Schema.the("Deletion"), errors: [409]),
        start("/api/tasks/execute", "executeTask", "Tasks"),
    ]

    static let executions: [Operation] = [
        start("/api/execution/start", "startExecution", "Executions"),
        Operation(
            "GET", "/api/execution/status", "listExecutions", "Executions", "The executions, newest first.",
            query: Parameter.page + [
                .query("status", "Only these.", Schema.choice(ExecutionStatus.self)),
                .query("task_id", "Only those of this task."), .query("agent_id", "Only those of this agent."),
            ], answer: Schema.list(Schema.the("Execution"))),
        Operation(
            "GET", "/api/execution/{id}", "getExecution", "Executions", "One execution, with its log and its questions.",
            answer: Schema.the("Execution")),
        Operation(
            "DELETE", "/api/execution/{id}", "deleteExecution", "Executions", "Deletes one that is over.",
            answer: Schema.the("Deletion"), errors: [409]),
        control("/api/execution/{id}/pause", "pauseExecution", "Pauses at the next step, or now.", Schema.the("Pause")),
        control("/api/execution/{id}/resume", "resumeExecution", "Goes on where it was paused."),
        control("/api/execution/{id}/abort", "abortExecution", "Ends it; what it has done stays."),
        control("/api/execution/{id}/cancel", "cancelExecution", "The same as abort."),
        control("/api/execution/stop/{id}", "stopExecution", "The same as abort."),
        control(
            "/api/execution/{id}/input", "answerExecution", "Answers a question; the first answer wins.",
            Schema.the("GivenAnswer")),
        Operation(
            "POST", "/api/execution/{id}/rerun", "rerunExecution", "Executions", "Repeats one that is over, as a new one.",
            query: [.idempotencyKey], body: Schema.the("Rerun"), answer: Schema.the("Started"), errors: [409, 429]),
        events("/api/execution/{id}/events", "listExecutionEvents", "Executions"),
        Operation(
            "GET", "/api/execution/{id}/steps", "listExecutionSteps", "Executions", "What its journal holds.",
            answer: Schema.list(Schema.the("Step"))),
    ]

    private static func start(_ path: String, _ name: String, _ tag: String) -> Operation {
        Operation(
            "POST", path, name, tag, "Lets an agent work on a task.", query: [.idempotencyKey], body: Schema.the("Start"),
            answer: Schema.the("Started"), errors: [400, 404, 409, 429])
    }

    static func control(
        _ path: String, _ name: String, _ summary: String, _ body: JSONValue? = nil, tag: String = "Executions"
    ) -> Operation {
        Operation(
            "POST", path, name, tag, summary, body: body,
            answers: [
                Answer(status: 202, schema: Schema.the("Control"), summary: "It begins to happen."),
                Answer(status: 200, schema: Schema.the("Control"), summary: "It was so already."),
            ], errors: [409, 415, 422])
    }

    static func events(_ path: String, _ name: String, _ tag: String) -> Operation {
        Operation(
            "GET", path, name, tag, "Its events, oldest first.",
            query: [.after, .query("limit", "How many at most.", Schema.integer(1...10_000))],
            answer: Schema.list(Schema.the("Event")))
    }
}

import Domain

extension Operation {
    static let patterns: [Operation] = [
        Operation(
            "GET", "/api/workflows/types", "listWorkflowTypes", "Workflows", "The seven patterns and how to configure them.",
            answer: Schema.list(Schema.the("WorkflowTypeInfo"))),
        Operation(
            "POST", "/api/workflows/analyze", "analyzeWorkflow", "Workflows", "Which pattern fits, and why.",
            body: Schema.the("Analyze"), answer: Schema.the("Analysis"), errors: [404, 503]),
        Operation(
            "GET", "/api/workflows/patterns", "listPatterns", "Workflows", "The saved patterns.",
            query: Parameter.page + [.query("status", "Only these.", Schema.choice(WorkflowPatternStatus.self))],
            answer: Schema.list(Schema.the("Pattern"))),
        Operation(
            "POST", "/api/workflows/patterns", "createPattern", "Workflows", "Saves a pattern.",
            body: Schema.the("NewPattern"), answer: Schema.the("Pattern"), errors: [409]),
        Operation(
            "GET", "/api/workflows/patterns/{id}", "getPattern", "Workflows", "One pattern.", answer: Schema.the("Pattern")),
        Operation(
            "PUT", "/api/workflows/patterns/{id}", "updatePattern", "Workflows", "Changes what is named.",
            body: Schema.the("PatternChange"), answer: Schema.the("Pattern"), errors: [409]),
        Operation(
            "DELETE", "/api/workflows/patterns/{id}", "deletePattern", "Workflows", "Deletes a pattern.", query: [.force],
            answer: Schema.the("Deletion"), errors: [409]),
        Operation(
            "POST", "/api/workflows/execute/{id}", "executePattern", "Workflows", "Starts a pattern.",
            query: [.idempotencyKey], body: Schema.the("Execute"),
            answers: [Answer(status: 202, schema: Schema.the("WorkflowExecution"), summary: "It is durable and begins.")],
            errors: [400, 409, 429]),
    ]

    static let workflowExecutions: [Operation] = [
        Operation(
            "GET", "/api/workflows/executions", "listWorkflowExecutions", "Workflows",
            "The executions of patterns, newest first.",
            query: Parameter.page + [
                .query("status", "Only these.", Schema.choice(ExecutionStatus.self)),
                .query("pattern_id", "Only those of this pattern."),
            ], answer: Schema.list(Schema.the("WorkflowExecution"))),
        Operation(
            "GET", "/api/workflows/executions/{id}", "getWorkflowExecution", "Workflows",
            "One execution of a pattern, with everything in it.", answer: Schema.the("WorkflowExecution")),
        Operation(
            "DELETE", "/api/workflows/executions/{id}", "deleteWorkflowExecution", "Workflows", "Deletes one that is over.",
            answer: Schema.the("Deletion"), errors: [409]),
        control(
            "/api/workflows/executions/{id}/pause", "pauseWorkflowExecution", "Pauses all of it.", Schema.the("Pause"),
            tag: "Workflows"),
        control(
            "/api/workflows/executions/{id}/resume", "resumeWorkflowExecution", "Goes on where it was paused.",
            tag: "Workflows"),
        control(
            "/api/workflows/executions/{id}/abort", "abortWorkflowExecution", "Ends all of it; what is done stays.",
            tag: "Workflows"),
        control(
            "/api/workflows/executions/{id}/input", "answerWorkflowExecution",
            "Answers a question of it, or of one of its executions.", Schema.the("WorkflowAnswer"), tag: "Workflows"),
        control(
            "/api/workflows/executions/{id}/handoff", "handOverWorkflowExecution", "Hands a swarm's task to another agent.",
            Schema.the("Handoff"), tag: "Workflows"),
        Operation(
            "POST", "/api/workflows/executions/{id}/rerun", "rerunWorkflowExecution", "Workflows",
            "Repeats one that is over from a step or a task on, as a new one; what came before is kept and not paid again.",
            query: [.idempotencyKey], body: Schema.the("Rerun"),
            answers: [Answer(status: 202, schema: Schema.the("WorkflowExecution"), summary: "It is durable and begins.")],
            errors: [409, 429]),
        Operation(
            "POST", "/api/workflows/executions/{id}/rerun/preview", "previewRerun", "Workflows",
            "What a re-run would keep and what it would repeat.", body: Schema.the("Rerun"),
            answer: Schema.the("RerunPlan"), errors: [409]),
        events("/api/workflows/executions/{id}/events", "listWorkflowEvents", "Workflows"),
        Operation(
            "GET", "/api/workflows/executions/{id}/steps", "listWorkflowSteps", "Workflows", "What its journal holds.",
            answer: Schema.list(Schema.the("Step"))),
        Operation(
            "GET", "/api/workflows/communications/{id}", "listCommunications", "Workflows",
            "What its agents handed to each other.", answer: Schema.list(Schema.the("Communication"))),
    ]
}

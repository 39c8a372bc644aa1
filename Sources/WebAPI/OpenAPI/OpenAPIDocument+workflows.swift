import Domain

extension OpenAPIDocument {
    /// Patterns, their executions, and the analysis.
    static let workflowSchemas: [String: JSONValue] = [
        "Pattern": Schema.answer([
            "id": Schema.id, "name": Schema.text, "description": Schema.orNull(Schema.text),
            "workflow_type": Schema.choice(WorkflowType.self), "user_objective": Schema.text,
            "agent_ids": Schema.list(Schema.id), "task_ids": Schema.list(Schema.id),
            "project_directory": Schema.orNull(Schema.text), "configuration": Schema.object,
            "dependencies": Schema.object, "status": Schema.choice(WorkflowPatternStatus.self),
            "created_at": Schema.time, "updated_at": Schema.time,
            "metadata": Schema.answer([
                "agent_count": Schema.integer, "task_count": Schema.integer, "existing_agents": Schema.integer,
                "existing_tasks": Schema.integer,
                "integrity_check": Schema.answer(["agents_valid": Schema.flag, "tasks_valid": Schema.flag]),
            ]),
        ]),
        "NewPattern": Schema.request(
            [
                "name": Schema.text(1...100), "agent_ids": Schema.list(Schema.text), "task_ids": Schema.list(Schema.text),
            ], optional: patternOptions),
        "PatternChange": Schema.request(
            [:],
            optional: patternOptions.merging([
                "name": Schema.text(1...100), "agent_ids": Schema.list(Schema.text), "task_ids": Schema.list(Schema.text),
                "status": Schema.choice(WorkflowPatternStatus.self),
            ]) { first, _ in first }),
        "Execute": Schema.request(
            [:],
            optional: [
                "configuration": Schema.object, "project_directory": Schema.orNull(Schema.text), "inputs": Schema.object,
                "backend": Schema.orNull(Schema.text),
            ]),
        "WorkflowExecution": Schema.answer(
            [
                "id": Schema.id, "execution_id": Schema.id, "pattern_id": Schema.orNull(Schema.id),
                "pattern_name": Schema.text, "workflow_type": Schema.choice(WorkflowType.self),
                "agent_ids": Schema.list(Schema.id), "task_ids": Schema.list(Schema.id), "work_directory": Schema.text,
                "status": Schema.choice(ExecutionStatus.self), "progress": ["type": "number", "minimum": 0, "maximum": 1],
                "progress_percentage": ["type": "number", "minimum": 0, "maximum": 100],
                "current_step": Schema.orNull(Schema.text), "total_steps": Schema.integer,
                "active_agents": Schema.list(Schema.id), "completed_tasks": Schema.list(Schema.id),
                "failed_tasks": Schema.list(Schema.id), "results": Schema.object, "metrics": Schema.object,
                "usage": Schema.the("Usage"), "iteration_count": Schema.integer,
                "error_message": Schema.orNull(Schema.text), "needs_interaction": Schema.flag,
                "waiting_for": Schema.orNull(Schema.the("Waiting")), "started_at": Schema.orNull(Schema.time),
                "rerun_of": Schema.orNull(Schema.id),
                "rerun_from": Schema.list(Schema.text), "started_by": Schema.orNull(Schema.the("Author")),
                "completed_at": Schema.orNull(Schema.time), "created_at": Schema.time, "updated_at": Schema.time,
            ],
            sometimes: [
                "executions": Schema.list(Schema.the("Execution")),
                "agent_communications": Schema.list(Schema.the("Communication")),
                "interactions": Schema.list(Schema.the("OpenQuestion")), "reruns": Schema.list(Schema.id),
                "waiting_tasks": Schema.list(
                    Schema.answer([
                        "task_id": Schema.id, "title": Schema.text, "waiting_for": Schema.the("Waiting"),
                    ])),
            ]),
        "WorkflowAnswer": Schema.request(
            ["interaction_id": Schema.text(1...1000), "answer": Schema.anything],
            optional: ["execution_id": Schema.orNull(Schema.text)]),
        "Handoff": Schema.request(
            ["agent_id": Schema.text(1...100)],
            optional: ["task_id": Schema.orNull(Schema.text), "reason": Schema.orNull(Schema.text)]),
        "Communication": Schema.answer([
            "id": Schema.id, "execution_id": Schema.id, "from_agent_id": Schema.orNull(Schema.id),
            "to_agent_id": Schema.orNull(Schema.id), "message_type": Schema.choice(AgentMessage.Kind.self),
            "message": Schema.text, "context": Schema.object, "timestamp": Schema.time,
        ]),
        "WorkflowTypeInfo": Schema.answer([
            "name": Schema.choice(WorkflowType.self), "title": Schema.text, "description": Schema.text,
            "use_cases": Schema.list(Schema.text), "advantages": Schema.list(Schema.text), "ideal_for": Schema.text,
            "configuration_schema": Schema.object,
        ]),
        "Analyze": Schema.request(
            ["task_ids": Schema.list(Schema.text)],
            optional: [
                "agent_ids": Schema.list(Schema.text), "agents_ids": Schema.list(Schema.text),
                "user_objective": Schema.orNull(Schema.text), "objective": Schema.orNull(Schema.text),
                "mode": ["type": "string", "enum": ["rules", "model"]], "backend": Schema.orNull(Schema.text),
            ]),
        "Analysis": Schema.answer([
            "recommended_workflow": Schema.choice(WorkflowType.self),
            "confidence_score": ["type": "number", "minimum": 0, "maximum": 1], "reasoning": Schema.text,
            "agent_compatibility": Schema.object, "task_complexity_analysis": Schema.object,
            "estimated_duration": Schema.orNull(Schema.number), "resource_requirements": Schema.object,
            "risk_factors": Schema.list(Schema.text), "optimization_suggestions": Schema.list(Schema.text),
            "analysis": Schema.object,
        ]),
    ]

    private static let patternOptions: [String: JSONValue] = [
        "description": Schema.orNull(Schema.text), "user_objective": Schema.orNull(Schema.text),
        "workflow_type": Schema.orNull(Schema.text), "project_directory": Schema.orNull(Schema.text),
        "configuration": Schema.object, "dependencies": Schema.object,
    ]
}

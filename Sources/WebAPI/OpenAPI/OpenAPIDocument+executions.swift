import Domain

extension OpenAPIDocument {
    /// Executions, their steps, questions and events.
    static let executionSchemas: [String: JSONValue] = [
        "Execution": Schema.answer(
            [
                "id": Schema.id, "execution_id": Schema.id, "task_id": Schema.id, "agent_id": Schema.id,
                "workflow_execution_id": Schema.orNull(Schema.id), "status": Schema.choice(ExecutionStatus.self),
                "work_directory": Schema.text, "output": Schema.object, "agent_response": Schema.object,
                "error_message": Schema.orNull(Schema.text), "error_details": Schema.object, "start_time": Schema.time,
                "end_time": Schema.orNull(Schema.time), "duration_seconds": Schema.orNull(Schema.number),
                "needs_interaction": Schema.flag, "waiting_for": Schema.orNull(Schema.the("Waiting")),
                "usage": Schema.the("Usage"), "api_calls_made": Schema.list(Schema.the("ModelCall")),
                "method": Schema.orNull(Schema.text), "degraded": Schema.flag, "rerun_of": Schema.orNull(Schema.id),
                "started_by": Schema.orNull(Schema.the("Author")),
            ],
            sometimes: [
                "logs": Schema.described(
                    "The newest 1,000 lines, or 1 MB of them; where older ones are left out, the first line says so.",
                    Schema.list(
                        Schema.answer([
                            "timestamp": Schema.time, "level": Schema.choice(LogLine.Level.self), "message": Schema.text,
                        ]))),
                "interactions": Schema.list(Schema.the("OpenQuestion")),
            ]),
        "Start": Schema.request(
            ["task_id": Schema.text(1...255)],
            optional: [
                "agent_ids": Schema.list(Schema.text), "work_directory": Schema.orNull(Schema.text),
                "timeout": Schema.orNull(Schema.number), "force_restart": Schema.flag,
                "model": Schema.orNull(Schema.text), "backend": Schema.orNull(Schema.text),
            ]),
        "Started": Schema.answer([
            "execution_id": Schema.id, "task_id": Schema.id, "agent_id": Schema.id, "status": ["const": "started"],
            "message": Schema.text, "started_at": Schema.time,
        ]),
        "Control": Schema.answer([
            "status": Schema.choice(ExecutionStatus.self), "execution_id": Schema.id, "message": Schema.text,
            "success": Schema.flag,
        ]),
        "Rerun": Schema.request([:], optional: ["from_step": pathOrPaths, "from_task": pathOrPaths]),
        "RerunPlan": Schema.answer([
            "kept_executions": Schema.list(Schema.id), "kept_usage": Schema.the("Usage"),
            "repeated_executions": Schema.list(Schema.id), "repeated_usage": Schema.the("Usage"),
        ]),
        "Pause": Schema.request([:], optional: ["mode": ["type": "string", "enum": ["step", "now"]]]),
        "GivenAnswer": Schema.request(["interaction_id": Schema.text(1...1000), "answer": Schema.anything]),
        "Waiting": Schema.answer(
            ["kind": Schema.choice(WaitingReason.Kind.self), "detail": Schema.text], sometimes: ["until": Schema.time]),
        "Usage": Schema.answer([
            "input_tokens": Schema.orNull(Schema.integer), "output_tokens": Schema.orNull(Schema.integer),
            "cache_read_tokens": Schema.orNull(Schema.integer), "cache_write_tokens": Schema.orNull(Schema.integer),
            "cost_usd": Schema.orNull(Schema.number),
        ]),
        "ModelCall": Schema.answer(
            ["call_id": Schema.text, "backend": Schema.text, "outcome": Schema.text, "usage": Schema.the("Usage")],
            sometimes: [
                "model": Schema.orNull(Schema.text), "session_id": Schema.orNull(Schema.text),
                "turns": Schema.orNull(Schema.integer), "duration_ms": Schema.orNull(Schema.integer),
            ]),
        "OpenQuestion": Schema.answer(
            ["interaction_id": Schema.text, "question": Schema.the("Interaction"), "asked_at": Schema.time],
            sometimes: ["execution_id": Schema.orNull(Schema.id)]),
        "Interaction": Schema.answer(
            [
                "id": Schema.text, "kind": ["type": "string", "enum": ["tool_approval", "question"]],
                "message": Schema.text, "answers": Schema.text,
            ], sometimes: ["tool": Schema.text, "input": Schema.anything]),
        "Step": Schema.answer(
            [
                "path": Schema.text, "kind": Schema.text, "attempt": Schema.integer, "call_id": Schema.text,
                "status": Schema.choice(StepSummary.Status.self), "started_at": Schema.time,
            ],
            sometimes: [
                "ended_at": Schema.time, "retry_at": Schema.time, "output": Schema.anything, "error": Schema.text,
                "cause": Schema.text,
            ]),
        "Event": Schema.answer([
            "type": Schema.choice(EventType.self), "event": Schema.text, "data": Schema.object,
            "seq": Schema.orNull(Schema.integer), "timestamp": Schema.time, "cursor": Schema.integer,
        ]),
    ]

    /// One, or several; nothing means all.
    private static let pathOrPaths: JSONValue = ["type": ["string", "array", "null"], "items": Schema.text]
}

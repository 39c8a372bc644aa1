import Domain
import Orchestration

extension OpenAPIDocument {
    /// The server itself, the dashboard, and projects.
    static let systemSchemas: [String: JSONValue] = [
        "Welcome": Schema.answer(["message": Schema.text, "system": Schema.text, "version": Schema.text]),
        "Health": Schema.answer(
            ["status": Schema.text],
            sometimes: [
                "timestamp": Schema.time, "version": Schema.text, "backend": Schema.text, "degraded": Schema.flag,
                "system": Schema.the("SystemLoad"),
            ]),
        "Readiness": Schema.answer(
            ["status": Schema.choice(HealthFinding.Status.self)],
            sometimes: [
                "timestamp": Schema.time, "version": Schema.text,
                "checks": Schema.list(
                    Schema.answer([
                        "name": Schema.text, "status": Schema.choice(HealthFinding.Status.self), "detail": Schema.text,
                        "duration_ms": Schema.number,
                    ])),
            ]),
        "SystemLoad": Schema.answer([
            "cpu_percent": Schema.number, "memory_percent": Schema.number, "disk_percent": Schema.number,
            "active_connections": Schema.integer, "uptime_seconds": Schema.number,
        ]),
        "WorkflowHealth": Schema.answer([
            "status": Schema.text, "timestamp": Schema.time, "backend": Schema.text, "degraded": Schema.flag,
            "workflow_types": Schema.integer, "patterns": Schema.integer, "active_executions": Schema.integer,
        ]),
        "Metrics": Schema.answer([
            "timestamp": Schema.time, "system": Schema.the("SystemLoad"),
            "application": Schema.answer([
                "active_executions": Schema.integer, "active_workflows": Schema.integer, "total_agents": Schema.integer,
                "total_tasks": Schema.integer, "execution_rate": Schema.number,
                "agent_utilization": Schema.orNull(Schema.number),
            ]),
            "database": Schema.answer([
                "total_agents": Schema.integer, "total_tasks": Schema.integer, "total_executions": Schema.integer,
                "total_workflow_executions": Schema.integer,
            ]),
            "workflows": Schema.answer(
                Dictionary(
                    uniqueKeysWithValues: WorkflowType.allCases.map { ($0.rawValue, Schema.the("WorkflowFigures")) })),
            "steps": Schema.answer(["completed": Schema.integer, "failed": Schema.integer, "retried": Schema.integer]),
        ]),
        "WorkflowFigures": Schema.answer([
            "active": Schema.integer, "completed": Schema.integer, "failed": Schema.integer, "aborted": Schema.integer,
            "average_seconds": Schema.orNull(Schema.number), "cost_usd": Schema.orNull(Schema.number),
        ]),
        "UsageReport": Schema.answer([
            "total": Schema.the("UsagePart"),
            "days": Schema.list(
                Schema.answer([
                    "date": ["type": "string", "format": "date"], "total": Schema.the("UsagePart"),
                    "agents": Schema.list(Schema.the("UsagePart")), "models": Schema.list(Schema.the("UsagePart")),
                ])),
        ]),
        "UsagePart": Schema.answer([
            "id": Schema.orNull(Schema.text), "name": Schema.orNull(Schema.text), "model_calls": Schema.integer,
            "usage": Schema.the("Usage"),
        ]),
        "SearchHit": Schema.answer(
            [
                "kind": Schema.choice(SearchHit.Kind.self), "id": Schema.id, "title": Schema.text, "snippet": Schema.text,
                "timestamp": Schema.time,
            ],
            sometimes: ["status": Schema.text, "execution_id": Schema.id, "workflow_execution_id": Schema.id]),
        "DashboardStatus": Schema.answer([
            "total_agents": Schema.integer, "active_agents": Schema.integer, "total_tasks": Schema.integer,
            "pending_tasks": Schema.integer, "running_tasks": Schema.integer, "completed_tasks": Schema.integer,
            "failed_tasks": Schema.integer, "system_uptime": Schema.number, "last_updated": Schema.time,
            "memory_usage": Schema.answer(["percent": Schema.number, "resident_bytes": Schema.integer]),
        ]),
        "DashboardAgent": Schema.answer([
            "agent_id": Schema.id, "name": Schema.text, "status": Schema.choice(AgentStatus.self),
            "current_task_id": Schema.orNull(Schema.id), "current_task_title": Schema.orNull(Schema.text),
            "tasks_completed_today": Schema.integer, "average_task_duration": Schema.orNull(Schema.number),
            "last_active": Schema.orNull(Schema.time),
        ]),
        "Team": Schema.request(
            [:],
            optional: [
                "agents": Schema.list(Schema.object), "tasks": Schema.list(Schema.object), "workflow": Schema.object,
                "workflows": Schema.list(Schema.object),
            ]),
        "TeamChange": Schema.answer([
            "agents": Schema.list(Schema.answer(["id": Schema.id, "name": Schema.text, "change": Schema.text])),
            "tasks": Schema.list(Schema.answer(["id": Schema.id, "title": Schema.text, "change": Schema.text])),
            "workflows": Schema.list(
                Schema.answer(
                    ["id": Schema.id, "name": Schema.text, "change": Schema.text],
                    sometimes: ["workflow_type": Schema.choice(WorkflowType.self)])),
        ]),
        "LoadProject": Schema.request(
            ["directory": Schema.text(1...4096)], optional: ["force_reload": Schema.flag]),
        "ProjectLoad": Schema.answer([
            "agents_loaded": Schema.integer, "tasks_loaded": Schema.integer, "errors": Schema.list(Schema.text),
            "files_processed": Schema.list(Schema.text),
        ]),
        "ProjectSurvey": Schema.answer([
            "directory": Schema.text, "agents": Schema.list(Schema.text), "tasks": Schema.list(Schema.text),
            "files": Schema.list(Schema.text), "errors": Schema.list(Schema.text),
        ]),
    ]
}

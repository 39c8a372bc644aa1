import Domain

extension Operation {
    static let system: [Operation] = [
        Operation(
            "GET", "/", "root", "System", "The web UI for a browser, a word of welcome for a program.",
            answers: [Answer(status: 200, schema: Schema.the("Welcome")), Answer(status: 200, media: "text/html")]),
        Operation("GET", "/health", "health", "System", "Whether the server lives.", answer: Schema.the("Health")),
        Operation(
            "GET", "/health/ready", "ready", "System", "Whether the server can work.", answer: Schema.the("Health"),
            errors: [503]),
        Operation(
            "GET", "/metrics", "metrics", "System", "Text for Prometheus, or JSON for who asks for JSON.",
            answers: [
                Answer(status: 200, media: "text/plain", schema: Schema.text),
                Answer(status: 200, schema: Schema.the("Metrics")),
            ]),
        Operation(
            "GET", "/api/system/metrics", "systemMetrics", "System", "The metrics as JSON.", answer: Schema.the("Metrics")),
        Operation(
            "GET", "/api/workflows/health", "workflowHealth", "System", "Whether workflows can run.",
            answer: Schema.the("WorkflowHealth")),
        Operation(
            "GET", "/api/dashboard/status", "dashboardStatus", "Dashboard", "Figures of everything.",
            answer: Schema.the("DashboardStatus")),
        Operation(
            "GET", "/api/dashboard/agents", "dashboardAgents", "Dashboard", "What each agent does.",
            answer: Schema.list(Schema.the("DashboardAgent"))),
        Operation(
            "POST", "/api/project/load-from-directory", "loadProject", "Projects",
            "Creates the agents and tasks that a directory's JSON files describe.", body: Schema.the("LoadProject"),
            answer: Schema.the("ProjectLoad"), errors: [400, 404]),
        Operation(
            "GET", "/api/project/directory-info", "projectInfo", "Projects", "What a directory's JSON files describe.",
            query: [.query("directory", "Its path on the server.", isRequired: true)],
            answer: Schema.the("ProjectSurvey"), errors: [400, 404]),
        Operation(
            "GET", "/openapi.json", "openapi", "System", "This description.", answer: Schema.object),
        Operation(
            "GET", "/docs", "docs", "System", "This description as a page, to read and to try.",
            answers: [Answer(status: 200, media: "text/html")]),
        Operation(
            "GET", "/docs/{file}", "docsFile", "System", "What that page is made of.",
            answers: [Answer(status: 200, media: "text/javascript"), Answer(status: 200, media: "text/css")]),
    ]

    static let streams: [Operation] = [
        Operation(
            "GET", "/api/events", "streamEvents", "Live updates", "Events as they happen, as Server-Sent Events.",
            query: [
                .query(
                    "subscription",
                    "`all`, `agents`, `tasks`, `executions`, `workflows`, `execution:<id>` or `workflow:<id>`."),
                .after,
            ], answers: [Answer(status: 200, media: "text/event-stream", schema: Schema.text)]),
        webSocket("/ws", "webSocket"),
        webSocket("/ws/{client}", "clientWebSocket"),
    ]

    private static func webSocket(_ path: String, _ name: String) -> Operation {
        Operation(
            "GET", path, name, "Live updates", "A WebSocket that speaks JSON; see API.md for its messages.",
            answers: [Answer(status: 101, summary: "The WebSocket is open.")], errors: [426])
    }
}

import Domain

extension Operation {
    static let system: [Operation] = [
        Operation(
            "GET", "/", "root", "System", "The web UI for a browser, a word of welcome for a program.",
            answers: [Answer(status: 200, schema: Schema.the("Welcome")), Answer(status: 200, media: "text/html")]
        ).open(),
        Operation("GET", "/health", "health", "System", "Whether the server lives.", answer: Schema.the("Health")).open(),
        Operation(
            "GET", "/health/ready", "ready", "System", "Whether the server can work, check by check.",
            answer: Schema.the("Readiness"), errors: [503]
        ).open(),
        Operation(
            "GET", "/metrics", "metrics", "System", "Text for Prometheus, or JSON for who asks for JSON.",
            answers: [
                Answer(status: 200, media: "text/plain", schema: Schema.text),
                Answer(status: 200, schema: Schema.the("Metrics")),
            ], errors: [404]),
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
            "GET", "/api/usage/daily", "dailyUsage", "Dashboard", "Tokens and dollars by day, agent and model.",
            query: [
                .query("days", "How many, the last of which is today.", Schema.integer(1...366)),
                .query("agent_id", "Only this agent's."),
            ], answer: Schema.the("UsageReport")),
        Operation(
            "GET", "/api/search", "search", "Dashboard", "Everything that contains a text.",
            query: [
                .query("q", "The text.", Schema.text(2...200), isRequired: true),
                .query("limit", "How many of each kind at most.", Schema.integer(1...100)),
            ], answer: Schema.list(Schema.the("SearchHit"))),
        Operation(
            "GET", "/api/teams", "exportTeam", "Projects", "Agents, tasks and workflows as one document.",
            query: [.query("pattern_id", "Only what this pattern needs.")], answer: Schema.the("Team"), errors: [404]),
        Operation(
            "POST", "/api/teams", "applyTeam", "Projects", "Creates or changes what a document names, all or nothing.",
            query: [.query("dry_run", "Only say what would change.", Schema.flag)], body: Schema.the("Team"),
            answer: Schema.the("TeamChange"), errors: [400, 409]),
        Operation(
            "POST", "/api/project/load-from-directory", "loadProject", "Projects",
            "Creates the agents and tasks that a directory's JSON files describe.", body: Schema.the("LoadProject"),
            answer: Schema.the("ProjectLoad"), errors: [400, 404]),
        Operation(
            "GET", "/api/project/directory-info", "projectInfo", "Projects", "What a directory's JSON files describe.",
            query: [.query("directory", "Its path on the server.", isRequired: true)],
            answer: Schema.the("ProjectSurvey"), errors: [400, 404]
        ).needing(.operator),
        Operation(
            "GET", "/openapi.json", "openapi", "System", "This description.", answer: Schema.object
        ).open(),
        Operation(
            "GET", "/docs", "docs", "System", "This description as a page, to read and to try.",
            answers: [Answer(status: 200, media: "text/html")]
        ).open(),
        Operation(
            "GET", "/docs/{file}", "docsFile", "System", "What that page is made of.",
            answers: [Answer(status: 200, media: "text/javascript"), Answer(status: 200, media: "text/css")]
        ).open(),
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

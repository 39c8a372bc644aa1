extension MetricDescription {
    /// For what takes microseconds to seconds, such as a commit or a request.
    private static let short = Kind.histogram(
        bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10])
    /// For what takes milliseconds to an hour, such as a model at work.
    private static let long = Kind.histogram(bounds: [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600])

    /// Every metric that is counted as things happen. What the database knows is read from it when somebody asks.
    public static let all: [MetricDescription] = http + runs + commits + models + telemetry

    private static let http: [MetricDescription] = [
        .init("skein_http_requests_total", .counter, "Requests by method, route and status."),
        .init("skein_http_request_duration_seconds", short, "How long requests took until the answer began, by route."),
        .init("skein_stream_clients", .gauge, "Clients that follow the events, by transport."),
        .init(
            "skein_stream_lag_seconds", short, "How old live events were when they went to a client, by transport."),
        .init("skein_event_loop_lag_seconds", .gauge, "How long the network's threads let work wait, at the last look."),
    ]

    private static let runs: [MetricDescription] = [
        .init("skein_runs_driven", .gauge, "Runs that this process drives now, by lane."),
        .init("skein_runs_ended_total", .counter, "Runs that this process brought to their end, by workflow and state."),
        .init("skein_queue_wait_seconds", long, "How long new runs waited for a slot, by lane."),
        .init("skein_step_duration_seconds", long, "How long attempts of steps took, by workflow, kind and outcome."),
    ]

    private static let commits: [MetricDescription] = [
        .init("skein_commits_total", .counter, "Transactions made durable; each is one flush to disk."),
        .init("skein_commit_failures_total", .counter, "Batches of writes that could not be committed as they were."),
        .init("skein_commit_writes", .histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]), "Writes per commit."),
        .init("skein_commit_duration_seconds", short, "How long commits took, their writes included."),
    ]

    private static let models: [MetricDescription] = [
        .init("skein_model_calls_total", .counter, "Calls of a model that ended here, by backend and outcome."),
        .init("skein_model_call_duration_seconds", long, "How long calls of a model took, by backend."),
        .init("skein_model_calls_active", .gauge, "Calls of a model under way, by backend."),
        .init("skein_model_tokens_total", .counter, "Tokens by agent, model and direction, as far as known."),
        .init("skein_model_cost_usd_total", .counter, "Dollars at list price by agent and model, as far as known."),
        .init("skein_cli_processes", .gauge, "Processes of the Claude CLI and of its tools."),
        .init("skein_cli_resident_memory_bytes", .gauge, "Memory that those processes hold together."),
    ]

    private static let telemetry: [MetricDescription] = [
        .init("skein_spans_exported_total", .counter, "Spans that the collector took."),
        .init("skein_spans_dropped_total", .counter, "Spans that were lost: the queue was full, or the collector refused."),
    ]
}

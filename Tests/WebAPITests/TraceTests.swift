import Domain
import Foundation
import ModelBackends
import NIOHTTP1
import TestSupport
import Testing

/// Traces of the real server, as a collector gets them.
@Suite(.timeLimit(.minutes(10))) struct TraceTests {
    private static let asking: JSONValue = [
        ["cost": ["cost_usd": 0.5, "input_tokens": 7, "output_tokens": 3]], ["ask": ["message": "Which one?"]],
        ["say": "You said {answer}. whispered-answer"],
    ]

    @Test("a workflow is one trace, with a span for each run, step and model call, also across a kill -9")
    func oneTrace() async throws {
        try await tracing(scripts: [[["say": "Done."]], Self.asking]) { team, server, collector in
            let id = try await team.execute(team.make(["workflow_type": "sequential"]))
            let question = try await server.question(in: id)
            // What had not been sent yet when the server was killed is lost.
            let before = try await collector.span("of the first agent's work") { $0.name == "invoke_agent Ada" }
            try await collector.span("of the second agent's question") { $0.name == "invoke_agent Bob" }
            try await server.killAndRestart()
            try await server.request(
                .POST, "/api/workflows/executions/\(id)/input",
                ["interaction_id": question["interaction_id"] ?? .null, "answer": "blue"])
            try await server.workflow(id, becomes: "completed")
            let root = try await collector.span("of the workflow") {
                $0.attributes["skein.run.id"]?.stringValue == id && $0.parentID == nil
            }
            let spans = collector.spans.filter { $0.traceID == before.traceID }
            #expect(before.traceID == id.replacing("-", with: "") && root.traceID == before.traceID)
            #expect(root.name == "run sequential_workflow" || root.name.hasPrefix("run "))
            #expect(root.attributes["skein.outcome"] == "completed" && !root.isError)
            let runs = spans.filter { $0.name == "run task_execution" }
            #expect(runs.count == 2 && runs.allSatisfy { $0.parentID == root.spanID })
            let parents = Set(spans.map(\.spanID))
            #expect(spans.filter { $0.spanID != root.spanID }.allSatisfy { parents.contains($0.parentID ?? "") })
            // Nothing of a run is in any other trace.
            #expect(!collector.spans.contains { $0.attributes["skein.run.id"] != nil && $0.traceID != root.traceID })
            try expectSteps(spans)
            try expectCalls(spans)
            let all = collector.spans.map(\.text).joined()
            #expect(!all.contains("whispered-answer") && !all.contains("You are called"))
        }
    }

    private func expectSteps(_ spans: [CollectedSpan]) throws {
        let work = spans.filter { $0.name == "step work" }
        #expect(work.count == 3, "one for the first task, two stretches for the second")
        #expect(work.allSatisfy { $0.attributes["skein.step.attempt"] == 1 && $0.attributes["skein.step.kind"] == "step" })
        #expect(
            work.contains { $0.attributes["skein.step.path"] == "work#2" && $0.attributes["skein.outcome"] == "completed" })
        let question = try #require(spans.first { $0.attributes["skein.step.kind"] == "input" })
        #expect(question.milliseconds > 0)
        let children = spans.filter { $0.attributes["skein.step.kind"] == "child" }
        #expect(children.count == 2 && children.allSatisfy { $0.attributes["skein.child.run.id"] != nil })
    }

    private func expectCalls(_ spans: [CollectedSpan]) throws {
        let calls = spans.filter { $0.attributes["gen_ai.operation.name"] != nil }
        #expect(calls.count == 3 && calls.allSatisfy { $0.kind == 3 })
        let paid = try #require(calls.first { $0.attributes["gen_ai.usage.input_tokens"] == 7 })
        #expect(paid.name == "invoke_agent Bob" && paid.attributes["gen_ai.operation.name"] == "invoke_agent")
        #expect(paid.attributes["gen_ai.provider.name"] == "scripted" && paid.attributes["gen_ai.agent.name"] == "Bob")
        #expect(paid.attributes["gen_ai.usage.output_tokens"] == 3 && paid.attributes["skein.cost_usd"] == 0.5)
        #expect(paid.attributes["gen_ai.conversation.id"]?.stringValue?.isEmpty == false)
        #expect(paid.resource["service.name"] == "the-skein" && paid.resource["service.version"] != nil)
        let steps = Dictionary(grouping: spans) { $0.spanID }
        #expect(calls.allSatisfy { steps[$0.parentID ?? ""]?.first?.name == "step work" })
    }

    @Test("a run that is aborted while it waits for a person has its span, its line in the log and its count")
    func parked() async throws {
        try await tracing(scripts: [Self.asking, nil]) { team, server, collector in
            let started = try await team.probe.send(.POST, "/api/execution/start", ["task_id": .string(team.tasks[0])])
            let id = started.json["execution_id"]?.stringValue ?? ""
            try await server.execution(id, becomes: "waiting")
            try await server.abort(id)
            let run = try await collector.span("of the run") { $0.name == "run task_execution" }
            #expect(run.attributes["skein.run.id"]?.stringValue == id && run.attributes["skein.outcome"] == "aborted")
            let metrics = try await team.probe.send(.GET, "/metrics").text
            #expect(metrics.contains(#"skein_runs_ended_total{state="aborted",workflow="task_execution"} 1"#))
            #expect(server.log.split(separator: "\n").contains { $0.contains("run ended") && $0.contains(id) })
        }
    }

    @Test("a request goes on with its caller's trace; one that came with none begins a trace; checks of health make none")
    func requests() async throws {
        try await tracing { team, _, collector in
            let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            _ = try await team.probe.send(
                .GET, "/api/agents/\(team.agents[0])?ticket=query-secret", headers: ["traceparent": parent])
            let span = try await collector.span("of the request") { $0.attributes["http.route"] == "/api/agents/{id}" }
            #expect(span.name == "GET /api/agents/{id}" && span.kind == 2 && !span.text.contains("query-secret"))
            #expect(span.traceID == "4bf92f3577b34da6a3ce929d0e0e4736" && span.parentID == "00f067aa0ba902b7")
            #expect(span.attributes["http.response.status_code"] == 200)
            _ = try await team.probe.send(.GET, "/health")
            // It does not say for others which run it belongs to.
            _ = try await team.probe.send(.GET, "/api/tasks", headers: ["skein-trace": "x", "skein-span": "y"])
            let other = try await collector.span("of the other request") {
                $0.attributes["url.path"] == "/api/tasks" && $0.name.hasPrefix("GET")
            }
            #expect(other.parentID == nil && other.traceID != span.traceID)
            #expect(!collector.spans.contains { $0.attributes["url.path"] == "/health" })
            #expect(collector.headers.allSatisfy { $0["x-key"] == "a b" })
        }
    }

    @Test(
        "OTEL_TRACES_SAMPLER and its argument: a share of nought keeps nothing; SKEIN_TRACE_CONTENT: what agents are told and answer is in the spans"
    )
    func settings() async throws {
        try await tracing(["OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0"]) {
            team, server, collector in
            let started = try await team.probe.send(.POST, "/api/execution/start", ["task_id": .string(team.tasks[0])])
            try await server.execution(started.json["execution_id"]?.stringValue ?? "", becomes: "completed")
            try await server.terminate()
            #expect(collector.spans.isEmpty)
        }
        try await tracing(scripts: [[["say": "whispered-answer"]], nil], ["SKEIN_TRACE_CONTENT": "true"]) {
            team, server, collector in
            _ = try await team.probe.send(.POST, "/api/execution/start", ["task_id": .string(team.tasks[0])])
            let call = try await collector.span("of the call") { $0.attributes["gen_ai.operation.name"] != nil }
            #expect(call.attributes["gen_ai.output.messages"]?.stringValue?.contains("whispered-answer") == true)
            #expect(call.attributes["gen_ai.input.messages"]?.stringValue?.contains("Build") == true)
            #expect(call.attributes["gen_ai.system_instructions"] != nil)
        }
    }

    @Test("the CLI is told its place in the trace, and gets OTEL variables only where it is told to use them")
    func cli() async throws {
        try await withTemporaryDirectory { directory in
            var fake = FakeClaude()
            fake.hangs = true
            let path = try fake.install(in: directory)
            try await FakeCollector.with { collector in
                for telemetry in ["1", ""] {
                    let environment = [
                        "SKEIN_BACKEND": "claude_cli", "CLAUDE_CLI_PATH": path, "CLAUDE_CODE_ENABLE_TELEMETRY": telemetry,
                        "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
                    ]
                    try await SkeinServer.with(environment) { server in
                        let id = try await server.begin("Do it.")
                        let pid = try await eventually("the CLI to run") { server.agentProcesses.first }
                        let parent = ProcessTree.variable("TRACEPARENT", of: pid) ?? ""
                        #expect(parent.hasPrefix("00-\(id.replacing("-", with: ""))-") && parent.hasSuffix("-01"))
                        let endpoint = ProcessTree.variable("OTEL_EXPORTER_OTLP_ENDPOINT", of: pid)
                        #expect(endpoint == (telemetry == "1" ? collector.url : nil))
                        let metrics = try await WireProbe(server).send(.GET, "/metrics").text
                        let bytes = metrics.firstMatch(of: /\nskein_cli_resident_memory_bytes (\S+)\n/)
                        #expect(Double(bytes?.output.1 ?? "") ?? 0 > 0 && metrics.contains("\nskein_cli_processes 1.0\n"))
                        try await server.abort(id)
                        try await server.execution(id, becomes: "aborted")
                        let call = try await collector.span("of the call") {
                            $0.attributes["skein.run.id"] == nil && $0.traceID == id.replacing("-", with: "")
                                && $0.attributes["gen_ai.provider.name"] == "anthropic"
                        }
                        #expect(parent.contains(call.spanID))
                    }
                }
            }
        }
    }

    private func tracing(
        scripts: [JSONValue?] = [nil, nil], _ environment: [String: String] = [:],
        _ body: (Team, SkeinServer, FakeCollector) async throws -> Void
    ) async throws {
        try await FakeCollector.with { collector in
            let traced = [
                "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b",
                "OTEL_SERVICE_NAME": "the-skein",
            ]
            try await withTeam(scripts: scripts, traced.merging(environment) { $1 }) { team, server in
                try await body(team, server, collector)
            }
        }
    }
}

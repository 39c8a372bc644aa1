import Domain
import Foundation
import NIOHTTP1
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// What Prometheus is told, held against its own tool, the documentation and the dashboard.
@Suite(.timeLimit(.minutes(10))) struct MetricsTests {
    private static let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    private static let paid: JSONValue = [
        ["cost": ["cost_usd": 0.5, "input_tokens": 7, "output_tokens": 3]], ["say": "Done."],
    ]

    @Test("after real work a scrape holds every documented metric and no other, passes promtool, and feeds every panel")
    func scrape() async throws {
        try await FakeCollector.with { collector in
            try await withTeam(
                scripts: [Self.paid, Self.paid], ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.url]
            ) { team, server in
                try await WebSocketClient.connect(to: server) { client in
                    _ = try await client.next()
                    let id = try await team.execute(team.make(["workflow_type": "sequential"]))
                    try await server.workflow(id, becomes: "completed")
                    _ = try await client.next()
                    try await collector.span("of the run") { $0.name.hasPrefix("run ") }
                    let text = try await team.probe.send(.GET, "/metrics").text
                    expectWork(in: text)
                    try await expectPromtool(.string(text), "check", "metrics")
                    try expectDocumented(text)
                    try expectFed(by: text)
                }
            }
        }
    }

    private func expectWork(in text: String) {
        let samples = Self.samples(text)
        #expect(samples[#"skein_model_tokens_total{agent="Ada",direction="input",model="scripted"}"#] == 7)
        #expect(samples[#"skein_model_cost_usd_total{agent="Bob",model="scripted"}"#] == 0.5)
        #expect(samples[#"skein_model_calls_total{backend="scripted",outcome="completed"}"#] == 2)
        #expect(samples[#"skein_model_calls_active{backend="scripted"}"#] == 0)
        #expect(samples[#"skein_runs_ended_total{state="completed",workflow="task_execution"}"#] == 2)
        #expect(samples[#"skein_queue_wait_seconds_count{lane="work"}"#] == 2)
        #expect(samples[#"skein_runs{state="completed"}"#] == 3)
        #expect(
            samples[#"skein_step_duration_seconds_count{kind="step",outcome="completed",workflow="task_execution"}"#] ?? 0
                >= 2)
        #expect(samples[#"skein_stream_clients{transport="websocket"}"#] == 1)
        #expect(samples[#"skein_stream_lag_seconds_count{transport="websocket"}"#] ?? 0 >= 1)
        #expect(samples[#"skein_http_requests_total{method="POST",route="/api/agents",status="200"}"#] ?? 0 >= 2)
        #expect(samples.keys.contains { $0.contains(#"route="/api/workflows/executions/{id}""#) })
        let commits = samples["skein_commits_total"] ?? 0
        #expect(commits > 3 && samples["skein_commit_writes_count"] == commits)
        #expect(samples["skein_spans_exported_total"] ?? 0 > 0 && samples["skein_spans_dropped_total"] == 0)
        #expect(samples["skein_commit_failures_total"] == 0 && samples["skein_cli_processes"] == 0)
        #expect(!text.contains("by a library"), "a metric is not described")
    }

    private func expectDocumented(_ text: String) throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/observability.md"), encoding: .utf8)
        var helps: [Substring: Substring] = [:]
        var rows: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix("# ") {
            let words = line.split(separator: " ", maxSplits: 3)
            if words[1] == "HELP" { helps[words[2]] = words[3] }
            if words[1] == "TYPE" { rows.insert("| `\(words[2])` | \(words[3]) | \(helps[words[2]] ?? "") |") }
        }
        let documented = Set(
            page.split(separator: "\n").filter { $0.hasPrefix("| `skein_") || $0.hasPrefix("| `process_") }.map(String.init))
        #expect(rows.subtracting(documented).sorted() == [], "missing in docs/observability.md")
        #expect(documented.subtracting(rows).sorted() == [], "told by docs/observability.md only")
    }

    private func expectFed(by text: String) throws {
        let told = Set(Self.samples(text).keys.map { $0.prefix { $0 != "{" } })
        for file in ["grafana-dashboard.json", "alerts.yml"] {
            let bytes = try Data(contentsOf: Self.root.appending(path: "deploy/\(file)"))
            let used = String(decoding: bytes, as: UTF8.self).matches(of: /\b(?:skein|process)_[a-z_]+/).map(\.output)
            #expect(!used.isEmpty)
            #expect(Set(used).subtracting(told).sorted() == [], "\(file) asks for what is not there")
        }
    }

    @Test("the rules and the configuration in deploy/ are valid")
    func rules() async throws {
        let deploy = Self.root.appending(path: "deploy")
        try await expectPromtool(nil, "check", "config", deploy.appending(path: "prometheus.yml").path)
        let dashboard = try JSONValue(parsing: try Data(contentsOf: deploy.appending(path: "grafana-dashboard.json")))
        #expect(dashboard["panels"]?.arrayValue?.count ?? 0 > 30)
    }

    @Test("ENABLE_METRICS=false: nothing is told at /metrics, and the answer says why; the JSON of the seed stays")
    func switchedOff() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", "ENABLE_METRICS": "false"]) { server in
            let probe = try WireProbe(server)
            let answer = try await probe.send(.GET, "/metrics")
            #expect(answer.status == 404 && answer.text.contains("ENABLE_METRICS"))
            #expect(try await probe.send(.GET, "/api/system/metrics").status == 200)
        }
    }

    private static func samples(_ text: String) -> [String: Double] {
        let pairs = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            line.lastIndex(of: " ").map { (String(line[..<$0]), Double(line[line.index(after: $0)...]) ?? .nan) }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Debian's own promtool has nothing to say.
    private func expectPromtool(_ input: PromtoolInput?, _ arguments: String...) async throws {
        let installed = try await run(
            .path(FilePath(Self.root.appending(path: "Scripts/install-promtool.sh").path)), output: .string(limit: 4096),
            error: .string(limit: 1 << 16))
        let path = installed.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        try #require(!path.isEmpty, "promtool cannot be had: \(installed.standardError)")
        let text = if case .string(let text)? = input { text } else { "" }
        let result = try await run(
            .path(FilePath(path)), arguments: Arguments(arguments), input: .string(text), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        #expect(result.terminationStatus.isSuccess, "\(result.standardOutput)\(result.standardError)")
        #expect(result.standardError == "")
    }

    private enum PromtoolInput {
        case string(String)
    }
}

import Domain
import Foundation
import NIOHTTP1
import SQL
import SQLiteDriver
import TestSupport
import Testing

/// What the real server writes down, and what it must not.
@Suite(.timeLimit(.minutes(10))) struct LogTests {
    @Test("each line in JSON tells where it was written: run and step, request and user")
    func places() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", "SKEIN_LOG_FORMAT": "json", "LOG_LEVEL": "debug"]) {
            server in
            let probe = try WireProbe(server)
            let named = try await probe.send(.GET, "/api/agents?ticket=secret", headers: ["x-request-id": "my-request.1"])
            #expect(named.headers.first(name: "x-request-id") == "my-request.1")
            for wish in ["a b", String(repeating: "x", count: 129), "é", ""] {
                let answer = try await probe.send(.GET, "/health", headers: ["x-request-id": wish])
                let given = answer.headers.first(name: "x-request-id") ?? ""
                #expect(given.wholeMatch(of: /[0-9a-f-]{36}/) != nil)
            }
            let id = try await server.begin("One.")
            try await server.execution(id, becomes: "completed")
            let lines = try await eventually("the run's end in the log") { () -> [JSONValue]? in
                let lines = try Self.lines(server)
                return lines.contains { $0["message"] == "run ended" } ? lines : nil
            }
            let request = lines.first { $0["request"] == "my-request.1" }
            #expect(request?["message"] == "request" && request?["level"] == "debug" && request?["user"] == "local")
            #expect(request?["method"] == "GET" && request?["path"] == "/api/agents" && request?["status"] == 200)
            #expect(request?["duration_ms"]?.numberValue ?? -1 >= 0)
            let change = lines.first { $0["path"] == "/api/execution/start" }
            #expect(change?["level"] == "info")
            let step = lines.first { $0["message"] == "step ended" }
            #expect(step?["run"]?.stringValue == id && step?["step"] == "work" && step?["outcome"] == "completed")
            let end = lines.first { $0["message"] == "run ended" }
            #expect(end?["run"]?.stringValue == id && end?["state"] == "completed" && end?["level"] == "info")
        }
    }

    @Test("no credential that the server is given, or sent, is in its log, at any level", arguments: ["text", "json"])
    func secrets(format: String) async throws {
        let given = [
            "SECRET_KEY": "server-secret-0123456789-0123456789", "ANTHROPIC_API_KEY": "sk-ant-secret",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20otel-secret",
        ]
        let settings = ["SKEIN_BACKEND": "scripted", "SKEIN_LOG_FORMAT": format, "LOG_LEVEL": "trace"]
        try await SkeinServer.with(settings.merging(given) { $1 }) { server in
            let probe = try WireProbe(server)
            let headers = ["authorization": "Bearer header-secret", "cookie": "session=cookie-secret"]
            for path in ["/api/agents?ticket=query-secret", "/api/nothing?token=query-secret", "/ws?ticket=query-secret"] {
                _ = try await probe.fetch(.GET, path, text: nil, headers: headers)
            }
            for body in [#"{"password":"body-secret"}"#, #"{"password":"body-secret""#] {
                _ = try await probe.fetch(
                    .POST, "/api/auth/login", text: body,
                    headers: headers.merging(["content-type": "application/json"]) { $1 })
                _ = try await probe.fetch(
                    .POST, "/api/agents", text: body, headers: headers.merging(["content-type": "application/json"]) { $1 })
            }
            let id = try await server.begin("Do it.", agent: ["system_prompt": "prompt-secret"])
            try await server.execution(id, becomes: "completed")
            try await eventually("spans to be lost") { server.log.contains("spans were lost") ? true : nil }
            #expect(server.log.contains("/api/nothing"))
            let hits = server.log.split(separator: "\n").filter { $0.contains("-secret") }
            #expect(hits.isEmpty)
        }
    }

    @Test("a fault of the server is answered with an id that finds its line in the log, and with nothing of its inside")
    func fault() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", "SKEIN_LOG_FORMAT": "json"]) { server in
            let other = try SQLiteDatabase(path: server.data.appending(path: "skein.db").path)
            try await other.write { try $0.run("DROP TABLE workflow_patterns") }
            try other.close()
            let answer = try await WireProbe(server).send(
                .GET, "/api/workflows/patterns?q=words", headers: ["x-request-id": "broken"])
            #expect(answer.status == 500 && answer.json["type"] == "internal_error")
            let id = try #require(answer.json["error_id"]?.stringValue)
            #expect(answer.json["detail"]?.stringValue?.contains(id) == true)
            for word in ["workflow_patterns", "SQL", "sqlite", "table", "swift"] { #expect(!answer.text.contains(word)) }
            let lines = try Self.lines(server).filter { $0["error_id"]?.stringValue == id }
            #expect(lines.count == 1)
            #expect(
                lines.first?["level"] == "error" && lines.first?["method"] == "GET" && lines.first?["request"] == "broken")
            #expect(lines.first?["path"] == "/api/workflows/patterns")
            #expect(lines.first?["error"]?.stringValue?.contains("workflow_patterns") == true)
        }
    }

    private static func lines(_ server: SkeinServer) throws -> [JSONValue] {
        // What it says to a person at its start goes to its output, which this file holds too.
        try server.log.split(separator: "\n").filter { $0.hasPrefix("{") }.map { try JSONValue(parsing: $0.utf8) }
    }
}

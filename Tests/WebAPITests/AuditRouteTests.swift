import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

@Suite("The audit log over HTTP", .timeLimit(.minutes(10))) struct AuditRouteTests {
    @Test("every request that may change something is in the log, with its outcome, and no question is")
    func everything() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", "SKEIN_USER_RUNNING_LIMIT": "1"]) { server in
            let probe = try WireProbe(server)
            let agent = try await probe.agent(["execution_settings": ["script": [["wait_ms": 600_000]]]])
            let task = try await probe.task(["assigned_agent_ids": [.string(agent)]])
            let other = try await probe.task(["title": "Other", "assigned_agent_ids": [.string(agent)]])
            let started = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(task)])
            let run = started.json["execution_id"]?.stringValue ?? ""
            #expect(try await server.execution(run)["started_by"] == ["id": "local", "name": "local"])

            let full = try await probe.send(.POST, "/api/execution/start", ["task_id": .string(other)])
            #expect(full.status == 429)
            #expect(full.headers.first(name: "retry-after") == "5")
            #expect(full.text.contains("may have 1 at once (SKEIN_USER_RUNNING_LIMIT)"), "\(full.text)")

            _ = try await probe.send(.POST, "/api/execution/\(run)/pause", ["mode": "step"])
            _ = try await probe.send(.POST, "/api/agents", ["name": ""])
            _ = try await probe.send(.DELETE, "/api/agents/\(agent)")
            _ = try await probe.send(.PUT, "/api/tasks/unknown", ["title": "x"])
            _ = try await probe.send(.POST, "/api/agents", text: "{}", headers: ["content-type": "text/plain"])
            _ = try await probe.send(.POST, "/api/agents", [:], headers: ["origin": "https://evil.example"])
            _ = try await probe.fetch(.POST, "/nowhere", text: nil, headers: [:])

            let log = try await probe.send(.GET, "/api/audit").json.arrayValue ?? []
            let lines = log.reversed().map { entry in
                [entry["action"], entry["outcome"], entry["status"], entry["target_kind"]]
                    .map { $0?.stringValue ?? $0?.integerValue.map { "\($0)" } ?? "-" }.joined(separator: " ")
            }
            #expect(
                lines == [
                    "createAgent done - agent", "createTask done - task", "createTask done - task",
                    "startExecution done - execution", "startExecution refused 429 -", "pauseExecution done - execution",
                    "createAgent refused 422 -", "deleteAgent refused 409 agent", "updateTask refused 404 task",
                    "createAgent refused 415 -", "createAgent refused 403 -", "unknown refused 404 -",
                ])
            #expect(log.allSatisfy { $0["address"] == "127.0.0.1" && $0["request_id"]?.stringValue?.isEmpty == false })
            #expect(log.last?["target_id"]?.stringValue == agent && log.last?["user"] == "local")
            #expect(log.first { $0["status"] == 403 }?["user"] == .null, "it was refused before anybody was asked who it is")
            try await filters(probe, run)
            try await exports(probe)
            for method in [HTTPMethod.POST, .PUT, .DELETE, .PATCH] {
                #expect(try await probe.fetch(method, "/api/audit", text: nil, headers: [:]).status >= 400)
            }
            try await server.abort(run)
        }
    }

    private func filters(_ probe: WireProbe, _ run: String) async throws {
        let about = try await probe.send(.GET, "/api/audit?run=\(run)&limit=1")
        #expect(about.json.arrayValue?.map { $0["action"] } == ["pauseExecution"])
        #expect(about.headers.first(name: "x-total-count") == "2")
        #expect(try await probe.send(.GET, "/api/audit?user=nobody").json == [])
        #expect(try await probe.send(.GET, "/api/audit?after=2100-01-01").json == [])
        #expect(try await probe.send(.GET, "/api/audit?until=2100-01-01&action=createAgent").json.arrayValue?.count == 4)
        let wrong = try await probe.send(.GET, "/api/audit?after=yesterday")
        #expect(wrong.status == 422 && wrong.text.contains("2026-11-22T09:30:00Z"))
    }

    private func exports(_ probe: WireProbe) async throws {
        let lines = try await probe.send(.GET, "/api/audit?format=jsonl").text.split(separator: "\n")
        #expect(lines.count == 12)
        #expect(try JSONValue(parsing: lines[0].utf8)["action"] == "createAgent")
        let csv = try await probe.send(.GET, "/api/audit?format=csv")
        #expect(csv.headers.first(name: "content-disposition") == "attachment; filename=\"audit.csv\"")
        #expect(csv.text.components(separatedBy: "\r\n").count == 14)
        #expect(csv.text.hasPrefix("id,at,user_id,user,role,address,action,"))
    }
}

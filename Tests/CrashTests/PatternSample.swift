import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// A workflow on the scripted backend that uses what is its pattern's own, with what must come of it. Every model call
/// leaves a line in the work directory and costs a cent.
struct PatternSample {
    let team: ServerTeam
    let type: WorkflowType
    /// The line of each call.
    let calls: [String]
    /// Of each task: its title, its agent, how it ended, and the number of its executions.
    let ends: [String]
    let configuration: JSONValue

    init(_ type: WorkflowType, on server: SkeinServer) async throws {
        let plan = PatternPlan(type)
        team = try await ServerTeam(server, agents: plan.agents, tasks: plan.tasks)
        (self.type, calls, ends) = (type, plan.calls, plan.ends)
        configuration = plan.configuration(team)
        // Scripts that name ids can be written only now.
        for (agent, script) in plan.scripts(team) {
            try await server.request(
                .PUT, "/api/agents/\(team.id(agent).stringValue ?? "")",
                ["execution_settings": ["script": .array(script)]])
        }
    }

    /// Starts it once, however often it has to be asked for.
    func start(_ client: PersistentClient) async throws -> String {
        let pattern = try await team.pattern(type.rawValue, configuration, objective: "All of it")
        let started = try await client.request(
            .POST, "/api/workflows/execute/\(pattern)", [:], headers: ["idempotency-key": "once"])
        return started["id"]?.stringValue ?? ""
    }

    /// The result is the one of an undisturbed run, and nothing that finished was done again.
    func expectExactEnd(of id: String, afterKills kills: Int, _ client: PersistentClient) async throws {
        let done = try await client.workflow(id, becomes: "completed")
        let results = (done["results"]?["results"]?.arrayValue ?? []).map { result in
            let tries = result["execution_ids"]?.arrayValue?.count ?? 0
            let agent = team.name(result["agent_id"]) ?? "nobody"
            return "\(team.name(result["task_id"]) ?? "?"): \(agent) \(result["status"]?.stringValue ?? "?") \(tries)"
        }
        #expect(results == ends)
        #expect(done["results"]?["status"] == "completed" && done["progress"] == 1)
        let cost = done["usage"]?["cost_usd"]?.numberValue ?? 0
        #expect(abs(cost - 0.01 * Double(calls.count)) < 1e-9, "each call is counted once: \(cost)")
        #expect(done["results"]?["model_calls"] == .integer(Int64(calls.count)))
        try expectLines(of: id, afterKills: kills)
        let executions = (done["executions"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        try await client.expectNoRepetition(in: "/api/workflows/executions/\(id)")
        for execution in executions { try await client.expectNoRepetition(in: "/api/execution/\(execution)") }
    }

    /// A call that a kill cut off before it was recorded may have left its line twice.
    private func expectLines(of id: String, afterKills kills: Int) throws {
        let path = team.server.data.appending(path: "workspaces/\(id)/log")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(Set(lines) == Set(calls))
        for line in Set(lines) { #expect(lines.count { $0 == line } <= 1 + kills, "\(line)") }
    }
}

extension PersistentClient {
    /// The events are numbered without a gap, each step ended once, and none that had ended began again.
    func expectNoRepetition(in path: String) async throws {
        let events = try await request(.GET, "\(path)/events?limit=10000").arrayValue ?? []
        let numbers = events.compactMap { ($0["data"]?["seq"] ?? $0["seq"])?.integerValue }
        #expect(numbers == Array(1...Int64(numbers.count)), "\(path)")
        var ended: Set<String> = []
        for event in events {
            let step = event["data"]?["step"]?.stringValue ?? ""
            switch event["event"] {
            case "step_completed": #expect(ended.insert(step).inserted, "\(step) of \(path) ended twice")
            case "step_started": #expect(!ended.contains(step), "\(step) of \(path) began again")
            default: break
            }
        }
    }

    /// The workflow execution when it is in a state.
    func workflow(_ id: String, becomes status: String) async throws -> JSONValue {
        try await eventually("workflow execution \(id) to be \(status)") {
            let execution = try await self.request(.GET, "/api/workflows/executions/\(id)")
            let now = execution["status"]?.stringValue ?? ""
            if now == status { return execution }
            if ["completed", "failed", "aborted"].contains(now) { throw UnexpectedEnd(status, execution) }
            return nil
        }
    }
}

import Domain
import DurableExecution
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// The real server is killed while it works on a whole workflow.
@Suite(.timeLimit(.minutes(10))) struct WorkflowCrashTests {
    @Test(
        "killed at random moments, every pattern comes to the same result and repeats nothing that finished",
        arguments: WorkflowType.allCases)
    func randomMoments(type: WorkflowType) async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let client = PersistentClient(server)
            let sample = try await PatternSample(type, on: server)
            let id = try await sample.start(client)
            var (kills, seen) = (0, 0)
            while kills < 5 {
                let next = seen + Int.random(in: 1...9)
                let isOver = try await eventually("\(next) events, or the end") { () async throws -> Bool? in
                    seen =
                        try await client.request(.GET, "/api/workflows/executions/\(id)/events?limit=10000").arrayValue?
                        .count ?? 0
                    let status = try await server.workflow(id)["status"]?.stringValue ?? ""
                    return ["completed", "failed", "aborted"].contains(status) ? true : seen >= next ? false : nil
                }
                if isOver { break }
                try await server.killAndRestart()
                kills += 1
            }
            try await sample.expectExactEnd(of: id, afterKills: kills, client)
        }
    }

    /// Each kills the server once; the next life goes on to the next.
    private static let faults: [FaultPoint] = [
        .runCreated, .runClaimed, .stepStarting, .stepStarted, .stepFinished, .stepCommitted, .runSettling, .runSettled,
    ]

    @Test(
        "killed at one fault point after another, every pattern comes to the same result and repeats nothing that finished",
        arguments: WorkflowType.allCases)
    func faultPoints(type: WorkflowType) async throws {
        // Later ones too, where a life gets as far as that, so that not only the beginning is disturbed.
        let plan = Self.faults.map(\.rawValue) + ["stepFinished:2", "stepCommitted:4"]
        let environment = ["SKEIN_BACKEND": "scripted", "SKEIN_FAULT_POINT": plan.joined(separator: ",")]
        try await SkeinServer.with(environment) { server in
            let client = PersistentClient(server)
            let sample = try await PatternSample(type, on: server)
            let id = try await sample.start(client)
            _ = try await client.workflow(id, becomes: "completed")
            #expect(server.starts > Self.faults.count, "it was killed at each of them")
            try await sample.expectExactEnd(of: id, afterKills: plan.count, client)
        }
    }

    @Test("an abort that was stored before a kill is carried out after it, for the workflow and its executions")
    func abort() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", "SKEIN_FAULT_POINT": FaultPoint.commandStored.rawValue]) {
            server in
            let slow: [String: JSONValue] = ["execution_settings": ["script": [["wait_ms": 600_000]]]]
            let team = try await ServerTeam(
                server, agents: ["Ada", "Bob"].map { ServerTeam.Member($0, slow) },
                tasks: ["Ada", "Bob"].map { ServerTeam.Job("Part of \($0)", by: $0) })
            let id = try await team.execute("parallel")
            try await eventually("executions to run") {
                try await server.workflow(id)["active_agents"]?.arrayValue?.isEmpty == false ? true : nil
            }
            // The fault point kills the server before it answers.
            _ = try? await server.request(.POST, "/api/workflows/executions/\(id)/abort", [:])
            try await eventually("the server to be dead") { try await server.startAgainIfDead() ? true : nil }
            let aborted = try await PersistentClient(server).workflow(id, becomes: "aborted")
            let statuses = (aborted["executions"]?.arrayValue ?? []).compactMap { $0["status"]?.stringValue }
            #expect(!statuses.isEmpty && statuses.allSatisfy { $0 == "aborted" })
        }
    }
}

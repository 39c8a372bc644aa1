import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// The real server is killed at random moments, again and again, while it works on several executions.
@Suite(.timeLimit(.minutes(10))) struct RandomMomentTests {
    private static let executions = 6
    private static let kills = 15

    @Test("killed at random moments the server loses nothing that finished and repeats nothing that finished")
    func kills() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted", "MAX_CONCURRENT_EXECUTIONS": "4"]) { server in
            let client = PersistentClient(server)
            var ids: [String] = []
            for _ in 0..<Self.executions { ids.append(try await client.start(["execution_settings": ["script": script]])) }
            for _ in 0..<Self.kills {
                try await answerEverything(ids, client, for: .milliseconds(Int.random(in: 0...400)))
                try await server.killAndRestart()
            }
            while try await answerEverything(ids, client, for: .milliseconds(200)) {}
            for id in ids {
                let execution = try await client.execution(id, becomes: "completed")
                #expect(execution["output"]?["result"] == "Done.")
                try await client.expectExactJournal(of: id, completing: Self.steps)
                try expectNoRepetition(in: id, server)
            }
        }
    }

    private static let stretches = 4
    private static let steps = (1...stretches).flatMap { ["work" + number($0), "answer" + number($0)] } + ["work#5"]

    private static func number(_ use: Int) -> String { use == 1 ? "" : "#\(use)" }

    /// Each stretch leaves a line and ends with a question, so that it is recorded before the next one begins.
    private var script: JSONValue {
        let stretches = (1...Self.stretches).flatMap { number -> [JSONValue] in
            [
                ["wait_ms": 30], ["append": ["file": "log", "line": .string("stretch \(number)")]], ["wait_ms": 30],
                ["ask": ["message": "Go on?"]], ["append": ["file": "log", "line": .string("answered \(number)")]],
            ]
        }
        return .array(stretches + [["say": "Done."]])
    }

    /// - Returns: whether something is still at work.
    @discardableResult
    private func answerEverything(_ ids: [String], _ client: PersistentClient, for time: Duration) async throws -> Bool {
        let end = ContinuousClock.now + time
        var isWorking = false
        repeat {
            isWorking = false
            for id in ids {
                let execution = try await client.request(.GET, "/api/execution/\(id)")
                isWorking = isWorking || execution["status"] != "completed"
                for question in execution["interactions"]?.arrayValue ?? [] {
                    let answer: JSONValue = ["interaction_id": question["interaction_id"] ?? .null, "answer": "yes"]
                    try await client.command("input", id, answer)
                }
            }
        } while ContinuousClock.now < end
        return isWorking
    }

    /// A line may stand twice where a kill fell between it and its stretch's end; never after a later stretch's.
    private func expectNoRepetition(in id: String, _ server: SkeinServer) throws {
        let log = try String(contentsOf: server.data.appending(path: "workspaces/\(id)/log"), encoding: .utf8)
        let stretches = log.split(separator: "\n").filter { $0.hasPrefix("stretch") }.map(String.init)
        #expect(stretches == stretches.sorted(), "\(log)")
        #expect(Set(stretches) == Set((1...Self.stretches).map { "stretch \($0)" }), "\(log)")
    }
}

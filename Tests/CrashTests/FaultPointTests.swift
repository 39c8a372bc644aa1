import Domain
import DurableExecution
import Foundation
import TestSupport
import Testing

/// The real server is killed at every named fault point of a life that passes all of them.
@Suite(.timeLimit(.minutes(10))) struct FaultPointTests {
    /// Fails once and is tried again by a timer, asks, is paused while it waits, resumed, answered.
    private static let script: JSONValue = [
        ["fail": ["cause": "overloaded", "message": "not now", "retry_after": 5.2], "attempts": 1],
        ["append": ["file": "log", "line": "before"]], ["ask": ["message": "Which one?"]],
        ["append": ["file": "log", "line": "after"]], ["say": "You said {answer}."],
    ]

    @Test(
        "killed at a fault point the server loses nothing that finished and repeats nothing that finished",
        arguments: FaultPoint.allCases)
    func kill(at point: FaultPoint) async throws {
        let environment = ["SKEIN_BACKEND": "scripted", "SKEIN_FAULT_POINT": point.rawValue]
        try await SkeinServer.with(environment) { server in
            let client = PersistentClient(server)
            let id = try await client.start(["execution_settings": ["script": Self.script]])
            let question = try await client.question(of: id)
            try await client.command("pause", id, ["mode": "now"])
            try await client.execution(id, becomes: "paused")
            try await client.command("resume", id)
            try await client.command("input", id, ["interaction_id": question, "answer": "blue"])
            let execution = try await client.execution(id, becomes: "completed")

            #expect(client.restarts == 1, "the server was killed once, at \(point)")
            #expect(execution["output"]?["result"] == "You said blue.")
            // Only the stretch in which the kill fell, not yet recorded, may have been done twice.
            let log = try String(contentsOf: server.data.appending(path: "workspaces/\(id)/log"), encoding: .utf8)
            #expect(log == (point == .stepFinished ? "before\nbefore\nafter\n" : "before\nafter\n"))
            try await client.expectExactJournal(of: id, completing: ["work", "answer", "work#2"])
        }
    }
}

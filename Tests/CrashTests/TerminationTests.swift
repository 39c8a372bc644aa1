import Domain
import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// SIGTERM, as a supervisor sends it, with work under way.
@Suite(.timeLimit(.minutes(10))) struct TerminationTests {
    @Test("SIGTERM with runs in flight ends the server at once; they go on with the next one, and the journal is whole")
    func terminate() async throws {
        try await SkeinServer.with(["SKEIN_BACKEND": "scripted"]) { server in
            let script: JSONValue = [
                ["append": ["file": "log", "line": "first"]], ["ask": ["message": "Go on?"]], ["wait_ms": 1000],
                ["append": ["file": "log", "line": "second"]], ["say": "Done."],
            ]
            var ids: [String] = []
            for _ in 0..<4 { ids.append(try await server.begin("Work.", settings: ["script": script])) }
            for id in ids { try await server.answer(try await server.question(of: id), of: id, "yes") }
            let start = ContinuousClock.now
            try await server.terminate()
            #expect(ContinuousClock.now - start < .seconds(10))
            try await server.start()
            for id in ids {
                try await server.execution(id, becomes: "completed")
                let log = try String(contentsOf: server.data.appending(path: "workspaces/\(id)/log"), encoding: .utf8)
                #expect(log.hasPrefix("first\nsecond\n"), "\(log)")
            }
            #expect(try await server.request(.POST, "/api/verify")["findings"] == [])
        }
    }
}

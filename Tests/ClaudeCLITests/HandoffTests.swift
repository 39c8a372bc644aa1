import Domain
import Foundation
import TestSupport
import Testing

/// A swarm's agents hand over by tool calls, which the shim answers.
@Suite("Handoffs on the real CLI", .realClaude, .timeLimit(.minutes(20)))
struct HandoffTests {
    private static func tool(_ name: String) -> String { "mcp__skein_host__\(name)" }
    private static let toBob = tool("transfer_to_bob")
    private static let done = FakeTurn.uses(tool("done"), ["result": "Solved by Bob."])

    @Test("an agent hands over by a tool call, and the next one goes on in its own session with the words and the variables")
    func handoff() async throws {
        try await TeamBed.with(["Ada", "Bob", "Cid"]) { team in
            team.play { name, request in
                switch (name, request.turn) {
                case ("Ada", 0): .uses(Self.toBob, ["reason": "He knows.", "context_patch": ["city": "Rome"]])
                case ("Ada", _): .says("It is about the lake.")
                case (_, 0): Self.done
                default: .says("Good bye.")
                }
            }
            let id = try await team.execute("swarm", [("Case", "Ada")], ["context": ["city": "Paris"]])
            let ended = try await team.bed.server.workflow(id, becomes: "completed")
            #expect(ended["results"]?["result"] == "Solved by Bob.")
            #expect(ended["results"]?["summary"]?["context"] == ["city": "Rome"])
            #expect(team.result(of: ended)["output"]?["handoffs"] == [team.id("Bob")])
            let (ada, bob) = (team.requests("Ada"), team.requests("Bob"))
            #expect(ada.count == 2 && bob.count == 2 && team.requests("Cid").isEmpty)
            #expect(
                Set(ada[0].tools.filter { $0.hasPrefix(Self.tool("")) })
                    == [Self.toBob, Self.tool("transfer_to_cid"), Self.tool("done")])
            #expect(ada[1].toolResults.values.contains { $0.hasPrefix("The task is handed over.") })
            #expect(bob[0].text.contains("It is about the lake.") && bob[0].text.contains("Rome"))
            #expect(bob[0].sessionID != ada[0].sessionID)
            let messages = (ended["agent_communications"]?.arrayValue ?? []).filter { $0["message_type"] == "handoff" }
            #expect(messages.map { $0["message"] } == ["He knows."])
        }
    }

    @Test("a handoff is answered and kept while no server lives, and is not asked for again")
    func withoutServer() async throws {
        try await TeamBed.with(["Ada", "Bob"]) { team in
            let gate = FakeGate()
            team.play { name, request in
                switch (name, request.turn) {
                case ("Ada", 0): .uses(Self.toBob, ["reason": "He knows."]).held(by: gate)
                case ("Ada", _): .says("Yours.")
                case (_, 0): Self.done
                default: .says("Good bye.")
                }
            }
            let id = try await team.execute("swarm", [("Case", "Ada")])
            _ = try await team.request(1)
            try await team.bed.server.kill()
            gate.open()
            let answered = try await team.request(2)
            #expect(answered.toolResults.values.contains { $0.hasPrefix("The task is handed over.") })
            try await team.bed.server.start()
            let ended = try await team.bed.server.workflow(id, becomes: "completed")
            #expect(ended["results"]?["result"] == "Solved by Bob.")
            #expect(team.requests("Ada").count == 2)
        }
    }

    @Test("an agent that dies after its handoff has handed over; one that dies before it is asked again")
    func death() async throws {
        for isBefore in [true, false] {
            try await TeamBed.with(["Ada", "Bob"]) { team in
                let gate = FakeGate()
                team.play { name, request in
                    switch (name, request.turn) {
                    case ("Ada", 0):
                        isBefore
                            ? .uses(Self.toBob, ["reason": "He knows."]).held(by: gate)
                            : .uses(Self.toBob, ["reason": "He knows."])
                    case ("Ada", _): isBefore ? .says("Yours.") : FakeTurn.says("Yours.").held(by: gate)
                    case (_, 0): Self.done
                    default: .says("Good bye.")
                    }
                }
                let id = try await team.execute("swarm", [("Case", "Ada")])
                _ = try await team.request(isBefore ? 1 : 2)
                try await team.bed.server.killEverything()
                gate.open()
                try await team.bed.server.start()
                let ended = try await team.bed.server.workflow(id, becomes: "completed")
                #expect(ended["results"]?["result"] == "Solved by Bob.")
                #expect(team.result(of: ended)["output"]?["handoffs"] == [team.id("Bob")])
                // Before: the first request came to nothing. After: the last words were not waited for.
                #expect(team.requests("Ada").count == (isBefore ? 3 : 2))
            }
        }
    }

    private static let several: [(name: String, input: JSONValue)] = [
        (tool("transfer_to_cid"), [:]), (toBob, ["reason": "He knows."]), (tool("transfer_to_cid"), ["reason": "Or she."]),
    ]

    @Test("of several calls at once the first counts, and the others are answered that they are ignored")
    func atOnce() async throws {
        try await TeamBed.with(["Ada", "Bob", "Cid"]) { team in
            team.play { name, request in
                switch (name, request.turn) {
                case ("Ada", 0):
                    .usesAtOnce(Self.several)
                case ("Ada", _): .says("Yours.")
                case ("Bob", 0): Self.done
                default: .says("Good bye.")
                }
            }
            let id = try await team.execute("swarm", [("Case", "Ada")])
            let ended = try await team.bed.server.workflow(id, becomes: "completed")
            #expect(ended["results"]?["result"] == "Solved by Bob.")
            let answers = team.requests("Ada")[1].toolResults.sorted { $0.key < $1.key }.map(\.value)
            #expect(answers.count == 3)
            #expect(answers[0].hasPrefix("Refused, because of the input"), "\(answers)")
            #expect(answers[1].hasPrefix("The task is handed over."), "\(answers)")
            #expect(answers[2].hasPrefix("Ignored: your call of transfer_to_bob counts already."), "\(answers)")
            #expect(team.requests("Cid").isEmpty)
        }
    }

    @Test("three handoffs to nobody end the chain as failed")
    func nobody() async throws {
        try await TeamBed.with(["Ada", "Bob"]) { team in
            team.play { _, request in
                request.turn < 3 ? .uses(Self.tool("transfer_to_nobody"), ["reason": "r"]) : .says("I cannot.")
            }
            let id = try await team.execute("swarm", [("Case", "Ada")])
            let ended = try await team.bed.server.workflow(id, becomes: "failed")
            #expect(team.result(of: ended)["cause"] == "handoff")
            #expect(team.requests("Ada").count == 4 && team.requests("Bob").isEmpty)
        }
    }
}

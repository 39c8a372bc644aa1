import Domain
import Foundation
import TestSupport
import Testing

/// What is sent back goes on in the same conversation.
@Suite("Sessions that go on, on the real CLI", .realClaude, .timeLimit(.minutes(20)))
struct SessionTests {
    @Test(
        "the optimizer improves in the same session, which holds its first result and then the feedback; or in a fresh one",
        arguments: ["same", "fresh"])
    func improvement(session: String) async throws {
        try await TeamBed.with(["Ada", "Bob"]) { team in
            team.play { name, request in
                let isBetter = request.text.contains("Too short.")
                guard name == "Bob" else { return .says(isBetter ? "A longer poem." : "A poem.") }
                let verdict: JSONValue =
                    request.text.contains("A longer poem.")
                    ? ["score": 0.9, "feedback": ""] : ["score": 0.2, "feedback": "Too short."]
                return .hands(in: verdict)
            }
            let id = try await team.execute(
                "evaluator_optimizer", [("Poem", "Ada")],
                ["evaluator_agent_id": team.id("Bob"), "session": .string(session)])
            let ended = try await team.bed.server.workflow(id, becomes: "completed")
            #expect(ended["results"]?["result"] == "A longer poem.")
            let ada = team.requests("Ada")
            #expect(ada.count == 2)
            #expect((ada[1].sessionID == ada[0].sessionID) == (session == "same"))
            #expect(ada[1].turn == (session == "same" ? 1 : 0))
            #expect(ada[1].text.contains("A poem.") && ada[1].lastUserText.contains("Too short."))
            // The session knows the task; it is not told again.
            #expect(ada[1].lastUserText.contains("<task>") == (session == "fresh"))
            #expect(Set(team.requests("Bob").map(\.sessionID)).count == 2)
        }
    }

    @Test("the steps of a sequence share one session, or each goes on in a copy of it", arguments: ["shared", "fork"])
    func steps(context: String) async throws {
        try await TeamBed.with(["Ada", "Bob"]) { team in
            team.play { _, request in .says(request.lastUserText.contains("Report") ? "A report." : "The findings.") }
            let id = try await team.execute(
                "sequential", [("Research", "Ada"), ("Report", "Bob")], ["context": .string(context)])
            let ended = try await team.bed.server.workflow(id, becomes: "completed")
            #expect(ended["results"]?["result"] == "A report.")
            let requests = team.requests()
            #expect(requests.count == 2)
            #expect((requests[1].sessionID == requests[0].sessionID) == (context == "shared"))
            #expect(requests[1].turn == 1 && requests[1].text.contains("The findings."))
            #expect(requests[1].lastUserText.contains("You go by the name of Bob."))
        }
    }

    @Test("a decision that is not valid is mended in the same session, with what is wrong named")
    func repair() async throws {
        try await TeamBed.with(["Ada", "Bob"]) { team in
            team.play { name, request in
                guard name == "Bob" else { return .says("A poem.") }
                let isRepair = request.lastUserText.contains("should give a score or a rating")
                return .hands(in: isRepair ? ["score": 0.9, "feedback": ""] : ["feedback": "Well."])
            }
            let id = try await team.execute(
                "evaluator_optimizer", [("Poem", "Ada")], ["evaluator_agent_id": team.id("Bob")])
            let ended = try await team.bed.server.workflow(id, becomes: "completed")
            #expect(team.result(of: ended)["output"]?["evaluation"]?["status"] == "met")
            let bob = team.requests("Bob")
            #expect(Set(bob.map(\.sessionID)).count == 1)
            #expect(bob.last?.lastUserText.contains("Your previous answer was not valid.") == true)
        }
    }
}

import Domain
import TestSupport
import Testing

/// Each pattern from the request of a user to its result, by real agents.
@Suite("Patterns on the real CLI", .realClaude, .timeLimit(.minutes(20)))
struct PatternTests {
    @Test("sequential: each agent works on what the one before handed in; a kill between them repeats nothing")
    func sequential() async throws {
        let tasks = [ServerTeam.Job("Research", by: "Ada"), .init("Report", by: "Bob", needs: ["Research"])]
        try await PatternStage.with(["Ada", "Bob"], tasks) { stage in
            let gate = FakeGate()
            stage.play { request in
                request.player == "Ada" ? .says("The lake is 42 m deep.") : .says("A report on 42 m.").held(by: gate)
            }
            let id = try await stage.execute("sequential")
            try await stage.kill(during: gate, afterRequest: 2)
            let done = try await stage.bed.server.workflow(id, becomes: "completed")
            #expect(stage.ends(of: done) == ["Research: Ada completed 1", "Report: Bob completed 1"])
            #expect(done["results"]?["status"] == "completed" && done["results"]?["result"] == "A report on 42 m.")
            #expect(stage.requests.map(\.player) == ["Ada", "Bob"])
            #expect(stage.calls[1].text.contains("The lake is 42 m deep."))
            #expect(stage.calls.allSatisfy { $0.text.contains(PatternStage.objective) })
            stage.expectExactAccounts(of: done)
            let messages = (done["agent_communications"]?.arrayValue ?? []).map { $0["message_type"]?.stringValue ?? "" }
            #expect(messages.count { $0 == "task_assignment" } == 2 && messages.count { $0 == "result_sharing" } == 1)
            let costs = (done["executions"]?.arrayValue ?? []).map { $0["usage"]?["cost_usd"]?.numberValue ?? 0 }
            #expect(abs(costs.reduce(0, +) - (done["usage"]?["cost_usd"]?.numberValue ?? 0)) < 1e-9)
        }
    }

    @Test("parallel: agents work at the same time, one that fails is named, and one result is made of the rest")
    func parallel() async throws {
        let tasks = ["Ada", "Bob", "Cid"].map { ServerTeam.Job("Part of \($0)", by: $0) }
        try await PatternStage.with(["Ada", "Bob", "Cid"], tasks) { stage in
            let gate = FakeGate()
            stage.play { request in
                switch request.player {
                case "coordinator": .says("Two of three.")
                case "Cid": .fails(400, "invalid_request_error", "that is no request")
                default: .says("Done by \(request.player).").held(by: gate)
                }
            }
            let id = try await stage.execute("parallel", ["aggregator": "agent"])
            // All three are asked before anyone is answered.
            try await eventually("three conversations") { stage.calls.count == 3 ? true : nil }
            gate.open()
            let done = try await stage.bed.server.workflow(id, becomes: "completed")
            #expect(
                stage.ends(of: done) == [
                    "Part of Ada: Ada completed 1", "Part of Bob: Bob completed 1", "Part of Cid: Cid failed 1",
                ])
            let results = done["results"]
            #expect(results?["status"] == "completed_with_failures" && results?["result"] == "Two of three.")
            #expect(results?["missing"] == [stage.team.id("Part of Cid")])
            #expect(results?["message"]?.stringValue?.contains("that is no request") == true)
            let words = stage.calls.last?.text ?? ""
            #expect(stage.calls.last?.player == "coordinator")
            for part in ["Done by Ada.", "Done by Bob.", "Part of Cid: failed"] { #expect(words.contains(part)) }
            stage.expectExactAccounts(of: done) { $0.player == "Cid" }
        }
    }

    @Test("router: the chosen agent does the task, and nobody else; a choice that stays malformed leads to the fallback")
    func router() async throws {
        let tasks = [ServerTeam.Job("Invoice"), .init("Riddle")]
        try await PatternStage.with(["Ada", "Bob"], tasks) { stage in
            let gate = FakeGate()
            stage.play { [team = stage.team] request in
                guard request.player == "coordinator" else { return .says("Done by \(request.player).") }
                // No agent: the CLI sends it back until it gives up.
                guard request.text.contains("Do it: Invoice.") else { return .hands(in: ["choices": ["root"]]) }
                return request.hands(in: ["choices": [team.id("Bob")], "confidence": 0.9]).held(by: gate)
            }
            let id = try await stage.execute(
                "router", ["fallback_agent_id": stage.team.id("Ada"), "max_concurrency": 1])
            try await eventually("the invoice to be asked about") {
                stage.calls.contains { $0.text.contains("Do it: Invoice.") } ? true : nil
            }
            try await stage.bed.server.killAndRestart()
            gate.open()
            let done = try await stage.bed.server.workflow(id, becomes: "completed")
            #expect(stage.ends(of: done) == ["Invoice: Bob completed 1", "Riddle: Ada completed 1"])
            let routes = (done["results"]?["results"]?.arrayValue ?? []).map { $0["output"]?["route"] }
            #expect(routes.map { $0?["method"] } == ["model", "fallback"])
            #expect(stage.calls.map(\.player).sorted() == ["Ada", "Bob", "coordinator", "coordinator"])
            stage.expectExactAccounts(of: done)
        }
    }

    @Test("evaluator-optimizer: the writer improves by what the judge said; a kill while judging repeats nothing")
    func evaluatorOptimizer() async throws {
        try await PatternStage.with(["Ada", "Bob"], [.init("Poem", by: "Ada")]) { stage in
            let gate = FakeGate()
            stage.play { request in
                let isFirst = !request.text.contains("A better poem.")
                switch (request.player, request.text.contains("Too short.")) {
                case ("Ada", false): return .says("A poem.")
                case ("Ada", true): return .says("A better poem.")
                default:
                    let verdict: JSONValue = ["score": isFirst ? 0.2 : 0.9, "feedback": isFirst ? "Too short." : ""]
                    return isFirst ? request.hands(in: verdict).held(by: gate) : request.hands(in: verdict)
                }
            }
            let id = try await stage.execute("evaluator_optimizer")
            try await stage.kill(during: gate, afterRequest: 2)
            let done = try await stage.bed.server.workflow(id, becomes: "completed")
            #expect(done["results"]?["result"] == "A better poem.")
            #expect(stage.ends(of: done) == ["Poem: Ada completed 2"])
            #expect(stage.calls.map(\.player) == ["Ada", "Bob", "Ada", "Bob"])
            // The judge sees the result, not the one who wrote it.
            #expect(stage.calls[1].text.contains("A poem."))
            #expect(stage.calls[2].text.contains("Too short.") && stage.calls[2].text.contains("A poem."))
            let evaluation = done["results"]?["results"]?.arrayValue?[0]["output"]?["evaluation"]
            #expect(evaluation?["status"] == "met" && evaluation?["rounds"]?.arrayValue?.count == 2)
            stage.expectExactAccounts(of: done)
        }
    }

    @Test("adaptive: what failed is tried again with the reason, and the whole is verified; a kill repeats nothing")
    func adaptive() async throws {
        let tasks = [ServerTeam.Job("One", by: "Ada"), .init("Two", by: "Bob")]
        try await PatternStage.with(["Ada", "Bob"], tasks) { stage in
            let gate = FakeGate()
            stage.play { request in
                let isAgain = request.text.contains("An earlier try was not accepted")
                switch request.player {
                case "Ada": return .says("One is done.")
                case "Bob" where !isAgain: return .fails(400, "invalid_request_error", "that is no request")
                case "Bob": return .says("Two is done.").held(by: gate)
                default: return request.hands(in: ["confidence": 0.95])
                }
            }
            let id = try await stage.execute("adaptive")
            try await eventually("Bob to be asked again") { stage.calls.count == 3 ? true : nil }
            try await stage.bed.server.killAndRestart()
            gate.open()
            let done = try await stage.bed.server.workflow(id, becomes: "completed")
            #expect(stage.ends(of: done) == ["One: Ada completed 1", "Two: Bob completed 1"])
            #expect(stage.calls.map(\.player).sorted() == ["Ada", "Bob", "Bob", "coordinator"])
            let rules = (done["results"]?["summary"]?["adaptations"]?.arrayValue ?? []).map { $0["rule"] }
            #expect(rules == ["independence", "feedback", "complete"])
            let verifying = try #require(stage.calls.last)
            #expect(verifying.text.contains("One is done.") && verifying.text.contains("Two is done."))
            stage.expectExactAccounts(of: done) { $0.player == "Bob" && !$0.text.contains("An earlier try") }
        }
    }
}

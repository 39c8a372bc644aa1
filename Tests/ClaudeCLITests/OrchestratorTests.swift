import Domain
import TestSupport
import Testing

/// The orchestrator by real agents, with plans that are not valid at first, or never.
@Suite("The orchestrator on the real CLI", .realClaude, .timeLimit(.minutes(20)))
struct OrchestratorTests {
    private static let tasks = [ServerTeam.Job("Draft", by: "Ada"), .init("Proof", by: "Bob", needs: ["Draft"])]

    @Test("a plan that leaves out a task is sent back once; then agents do the parts; a kill while planning repeats nothing")
    func repaired() async throws {
        try await PatternStage.with(["Ada", "Bob"], Self.tasks) { stage in
            let gate = FakeGate()
            stage.play { [team = stage.team] request in
                switch request.player {
                case "Ada": return .says("Seven words that Ada wrote down here.")
                case "Bob": return .says("No mistake.")
                default: break
                }
                if !request.text.contains("Plan how") { return .says("Seven words, no mistake.") }
                let isRepaired = request.text.contains("previous_answer")
                let plan = Self.plan(of: team, isWhole: isRepaired)
                return isRepaired ? request.hands(in: plan).held(by: gate) : request.hands(in: plan)
            }
            let id = try await stage.execute("orchestrator")
            try await eventually("the repaired plan to be asked for") { stage.calls.count == 2 ? true : nil }
            try await stage.bed.server.killAndRestart()
            gate.open()
            let done = try await stage.bed.server.workflow(id, becomes: "completed")
            #expect(done["results"]?["result"] == "Seven words, no mistake.")
            #expect(stage.ends(of: done) == ["Draft: Ada completed 1", "Proof: Bob completed 1"])
            #expect(stage.calls.map(\.player) == ["coordinator", "coordinator", "Ada", "Bob", "coordinator"])
            #expect(stage.calls[1].text.contains("('Proof') is not in the plan"))
            #expect(stage.calls[3].text.contains("Seven words that Ada wrote down here."))
            #expect(stage.calls[4].text.contains("No mistake."))
            stage.expectExactAccounts(of: done)
        }
    }

    @Test("a plan that stays invalid fails the workflow, with what is wrong with it; no agent begins")
    func neverValid() async throws {
        try await PatternStage.with(["Ada", "Bob"], Self.tasks) { stage in
            stage.play { [team = stage.team] request in request.hands(in: Self.plan(of: team, isWhole: false)) }
            let id = try await stage.execute("orchestrator")
            let failed = try await stage.bed.server.workflow(id, becomes: "failed")
            #expect(failed["results"]?["ended_by"] == "plan")
            #expect(failed["error_message"]?.stringValue?.contains("('Proof') is not in the plan") == true)
            #expect(stage.calls.map(\.player) == ["coordinator", "coordinator"])
            #expect(failed["executions"] == [])
            stage.expectExactAccounts(of: failed)
        }
    }

    private static func plan(of team: ServerTeam, isWhole: Bool) -> JSONValue {
        func step(_ part: String, _ task: String, _ agent: String) -> JSONValue {
            [
                "tasks": [
                    [
                        "id": .string(part), "task_id": team.id(task), "title": .string(task),
                        "description": .string("Do the \(task)."), "agent_id": team.id(agent),
                    ]
                ]
            ]
        }
        let steps = [step("p1", "Draft", "Ada")] + (isWhole ? [step("p2", "Proof", "Bob")] : [])
        return ["steps": .array(steps), "is_complete": true]
    }
}

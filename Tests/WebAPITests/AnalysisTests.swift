import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct AnalysisTests {
    @Test("a model that is asked decides, as far as it names one of the seven patterns")
    func model() async throws {
        let answer: JSONValue = ["workflow_type": "swarm", "confidence": 0.7, "reasoning": "They hand over."]
        try await withTeam(scripts: [[["structured": answer]], nil]) { team, _ in
            let analysis = try await analyze(team)
            #expect(analysis["recommended_workflow"] == "swarm" && analysis["confidence_score"] == .number(0.7))
            #expect(analysis["reasoning"]?.stringValue?.hasPrefix("[model] They hand over.") == true)
            #expect(analysis["analysis"]?["method"] == "model")
        }
    }

    @Test("what a model says beside the seven patterns does not count, nor does its failure: the rules decide, and say so")
    func invalid() async throws {
        let wrong: JSONValue = ["workflow_type": "waterfall", "confidence": 0.7, "reasoning": "I like it."]
        for script: JSONValue in [
            [["structured": wrong]], [["say": "Parallel!"]], [["fail": ["cause": "overloaded", "message": "Later."]]],
        ] {
            try await withTeam(scripts: [script, nil]) { team, _ in
                let analysis = try await analyze(team)
                #expect(analysis["recommended_workflow"] == "sequential" && analysis["analysis"]?["method"] == "rules")
                #expect(analysis["analysis"]?["model"]?["error"]?.stringValue?.isEmpty == false)
            }
        }
    }

    @Test("the same question is asked of the model once; its cost is told with the answer; a failure is not kept")
    func paidOnce() async throws {
        let answer: JSONValue = ["workflow_type": "swarm", "confidence": 0.7, "reasoning": "They hand over."]
        let script: JSONValue = [["cost": ["cost_usd": 0.25, "input_tokens": 10]], ["structured": answer]]
        try await withTeam(scripts: [script, nil]) { team, _ in
            let first = try await analyze(team)["analysis"]?["model"]
            #expect(first?["usage"]?["cost_usd"] == 0.25 && first?["usage"]?["input_tokens"] == 10)
            #expect(first?["model_calls"] == 1 && first?["reused"] == false)
            let second = try await analyze(team)["analysis"]?["model"]
            #expect(second?["reused"] == true && second?["run_id"] == first?["run_id"] && second?["answer"] == answer)
            let other = try await analyze(team, "Something else")["analysis"]?["model"]
            #expect(other?["reused"] == false && other?["run_id"] != first?["run_id"])
        }
        try await withTeam(scripts: [[["fail": ["cause": "overloaded", "message": "Later."]]], nil]) { team, _ in
            let first = try await analyze(team)["analysis"]?["model"]
            #expect(first?["error"] == "overloaded: Later.; the rules decide.")
            let second = try await analyze(team)["analysis"]?["model"]
            #expect(second?["reused"] == false && second?["run_id"] != first?["run_id"])
        }
    }

    @Test("a pattern without a type gets the one that the analysis recommends; keys of another type are refused then")
    func undecided() async throws {
        try await withTeam { team, _ in
            let made = try await team.probe.send(.POST, "/api/workflows/patterns", .object(team.pattern()))
            #expect(made.status == 200 && made.json["workflow_type"] == "sequential")
            let foreign = team.pattern(["name": "Other", "configuration": ["max_handoffs": 3]])
            #expect(try await team.probe.send(.POST, "/api/workflows/patterns", .object(foreign)).status == 422)
        }
    }

    private func analyze(_ team: Team, _ objective: JSONValue = "Ship it") async throws -> JSONValue {
        try await team.probe.send(
            .POST, "/api/workflows/analyze",
            [
                "agent_ids": .array(team.agents.map { .string($0) }), "task_ids": .array(team.tasks.map { .string($0) }),
                "user_objective": objective, "mode": "model",
            ]
        ).json
    }
}

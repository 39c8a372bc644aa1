import Domain
import NIOHTTP1
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct AnalysisTests {
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

    @Test("a pattern without a type gets the one that the analysis recommends; keys of another type are refused then")
    func undecided() async throws {
        try await withTeam { team, _ in
            let made = try await team.probe.send(.POST, "/api/workflows/patterns", .object(team.pattern()))
            #expect(made.status == 200 && made.json["workflow_type"] == "sequential")
            let foreign = team.pattern(["name": "Other", "configuration": ["max_handoffs": 3]])
            #expect(try await team.probe.send(.POST, "/api/workflows/patterns", .object(foreign)).status == 422)
        }
    }

    private func analyze(_ team: Team) async throws -> JSONValue {
        try await team.probe.send(
            .POST, "/api/workflows/analyze",
            [
                "agent_ids": .array(team.agents.map { .string($0) }), "task_ids": .array(team.tasks.map { .string($0) }),
                "user_objective": "Ship it", "mode": "model",
            ]
        ).json
    }
}

import Agents
import Domain
import DurableExecution
import TestSupport
import Testing
import Workflows

@Suite("Evaluator-optimizer", .timeLimit(.minutes(10))) struct EvaluatorOptimizerTests {
    @Test("a first draft that is good enough is the result, judged once")
    func passesAtOnce() async throws {
        try await Studio.with { studio in
            let outcome = try await studio.outcome(scores: [0.9])
            #expect(outcome.status == .completed)
            #expect(studio.drafts == 1)
            #expect(outcome.result == "draft 1")
            #expect(studio.evaluation(outcome)["status"] == "met")
        }
    }

    @Test("the best candidate is the result, not the last; each is judged, the last one too")
    func best() async throws {
        try await Studio.with { studio in
            let outcome = try await studio.outcome(scores: [0.3, 0.7, 0.5], ["max_iterations": 3])
            #expect(outcome.result == "draft 2")
            #expect(outcome.status == .completedWithFailures)
            #expect(outcome.endedBy == "max_iterations")
            #expect(studio.evaluation(outcome)["rounds"]?.arrayValue?.count == 3)
            #expect(studio.evaluation(outcome)["status"] == "not_met")
            #expect(outcome.results[0].executionIDs.count == 3)
        }
    }

    @Test("the feedback and the last draft are given to the next round")
    func feedback() async throws {
        try await Studio.with { studio in
            _ = try await studio.outcome(scores: [0.3, 0.9])
            let prompt = try #require(studio.bed.backend.calls.last { $0.brief.purpose == "work" }).prompt
            #expect(prompt.contains("draft 1") && prompt.contains("feedback 1"))
        }
    }

    @Test("rounds without improvement end it, and so does a draft that repeats the last one")
    func stalls() async throws {
        try await Studio.with { studio in
            let stalled = try await studio.outcome(scores: [0.5, 0.5, 0.4, 0.5], ["patience": 2])
            #expect(stalled.endedBy == "no_improvement")
            #expect(studio.evaluation(stalled)["rounds"]?.arrayValue?.count == 3)
            let same = try await studio.outcome(scores: [0.5, 0.5, 0.5], drafts: ["same", "same"])
            #expect(same.endedBy == "identical")
        }
    }

    @Test("a score that goes up and down ends by patience, with the best draft; a judge without a reason is said to be one")
    func oscillates() async throws {
        try await Studio.with { studio in
            let outcome = try await studio.outcome(scores: [0.4, 0.6, 0.4, 0.6, 0.4], ["patience": 3])
            #expect(outcome.endedBy == "no_improvement")
            #expect(studio.evaluation(outcome)["best_round"] == 2 && outcome.results[0].value == "draft 2")
            let silent: [JSONValue] = [
                ["structured": ["score": 0.2, "feedback": ""], "when": ["turn": 1]],
                ["structured": ["score": 1, "feedback": ""], "when": ["turn": 2]],
            ]
            #expect(try await studio.outcome(verdicts: silent).status == .completed)
            let told = studio.bed.backend.calls.last { $0.brief.purpose == "work" }
            #expect(told?.prompt.contains("no reason was given") == true)
        }
    }

    @Test("drafts of one task go on in one session, those of a fresh one do not; a judge never sees it")
    func session() async throws {
        try await Studio.with { studio in
            for session in ["same", "fresh"] {
                let before = studio.bed.backend.calls.count
                _ = try await studio.outcome(scores: [0.2, 0.3, 0.9], ["session": .string(session)])
                let calls = studio.bed.backend.calls.dropFirst(before)
                let drafts = Set(calls.filter { $0.brief.purpose == "work" }.map(\.conversation.sessionID))
                let verdicts = Set(calls.filter { $0.brief.purpose == "verdict" }.map(\.conversation.sessionID))
                #expect(drafts.count == (session == "same" ? 1 : 3))
                #expect(verdicts.count == 3 && drafts.isDisjoint(with: verdicts))
            }
        }
    }

    @Test("a verdict that stays malformed fails the task and keeps the candidate", arguments: ["prose", "nan", "range"])
    func malformed(kind: String) async throws {
        try await Studio.with { studio in
            let entry: JSONValue =
                switch kind {
                case "prose": ["say": "Quite good."]
                case "nan": ["structured": ["score": "NaN", "feedback": ""]]
                default: ["structured": ["score": 7, "feedback": ""]]
                }
            let outcome = try await studio.outcome(verdicts: [entry])
            #expect(outcome.results[0].status == .failed)
            #expect(outcome.results[0].cause == "evaluation")
            #expect(outcome.results[0].output["result"] == "draft 1")
            #expect(studio.bed.backend.titles("verdict").count == 2)
        }
    }

    @Test("what blocks wins over a high score, and a rating suffices")
    func contradictions() async throws {
        try await Studio.with { studio in
            let blocked: JSONValue = ["structured": ["score": 1, "feedback": "", "blocking": ["It is wrong."]]]
            let outcome = try await studio.outcome(verdicts: [blocked], ["max_iterations": 1])
            #expect(studio.evaluation(outcome)["status"] == "not_met")
            let rated = try await studio.outcome(
                verdicts: [["structured": ["rating": "GOOD", "feedback": "", "needs_improvement": true]]])
            #expect(studio.evaluation(rated)["status"] == "met")
        }
    }

    @Test("a threshold of 0 takes any draft, and one of 1 only a perfect one", arguments: [(0.0, 1), (1.0, 2)])
    func thresholds(threshold: Double, drafts: Int) async throws {
        try await Studio.with { studio in
            let outcome = try await studio.outcome(scores: [0.0, 1.0], ["success_threshold": .number(threshold)])
            #expect(outcome.status == .completed)
            #expect(studio.drafts == drafts)
        }
    }

    @Test("a person may judge; an agent that judges itself is warned of; checks by code come first")
    func judges() async throws {
        try await Studio.with { studio in
            let person = try await studio.outcome(scores: [], ["evaluator": "person"]) { _ in ["score": 0.9, "feedback": ""]
            }
            #expect(person.status == .completed)
            let own = try await studio.outcome(
                scores: [0.9], ["evaluator_agent_id": .string(studio.writer.id.rawValue), "max_iterations": 1])
            #expect(studio.evaluation(own)["warnings"]?.arrayValue?.count == 1)
            let checked = try await studio.outcome(
                scores: [1], ["quality_gates": [["type": "schema", "schema": ["type": "object"]]], "max_iterations": 1])
            #expect(studio.evaluation(checked)["status"] == "not_met")
        }
    }
}

/// A writer whose drafts are numbered, and a critic whose verdicts are scripted.
private final class Studio {
    let bed: WorkflowBed
    private(set) var writer: Agent
    private let task: AgentTask

    static func with(_ body: (Studio) async throws -> Void) async throws {
        try await WorkflowBed.with { bed in
            try await body(Studio(bed, try await bed.agent("Writer"), try await bed.task("text")))
        }
    }

    private init(_ bed: WorkflowBed, _ writer: Agent, _ task: AgentTask) {
        (self.bed, self.writer, self.task) = (bed, writer, task)
    }

    var drafts: Int { bed.backend.titles().count }

    func evaluation(_ outcome: WorkflowOutcome) -> JSONValue { outcome.results[0].output["evaluation"] ?? .null }

    func outcome(
        scores: [Double], drafts: [String]? = nil, _ configuration: [String: JSONValue] = [:],
        answer: @escaping @Sendable (JSONValue) -> JSONValue = { _ in true }
    ) async throws -> WorkflowOutcome {
        let verdicts = scores.enumerated().map { index, score -> JSONValue in
            [
                "structured": ["score": .number(score), "feedback": .string("feedback \(index + 1)")],
                "when": ["turn": .integer(Int64(index + 1))],
            ]
        }
        return try await outcome(verdicts: verdicts, drafts: drafts, configuration, answer: answer)
    }

    func outcome(
        verdicts: [JSONValue], drafts: [String]? = nil, _ configuration: [String: JSONValue] = [:],
        answer: @escaping @Sendable (JSONValue) -> JSONValue = { _ in true }
    ) async throws -> WorkflowOutcome {
        let texts = drafts ?? (1...10).map { "draft \($0)" }
        let script = texts.enumerated().map { index, text -> JSONValue in
            ["say": .string(text), "when": ["turn": .integer(Int64(index + 1))]]
        }
        writer = try await bed.agent("Writer", script: .array(script))
        let critic = try await bed.agent("Critic", script: .array(verdicts))
        var task = task
        task.assignedAgentIDs = [writer.id]
        var configuration = configuration
        // Its own judge is the writer of this run.
        if configuration["evaluator_agent_id"] != nil { configuration["evaluator_agent_id"] = .string(writer.id.rawValue) }
        return try await bed.outcome(
            of: try bed.order(.evaluatorOptimizer, [task], by: [writer, critic], .object(configuration)), answer: answer)
    }
}

import Agents
import Domain
import DurableExecution
import TestSupport
import Testing
import Workflows

@Suite("Router", .timeLimit(.minutes(10))) struct RouterTests {
    @Test("each task is decided on and done by the chosen agent; the decision is not asked twice")
    func routes() async throws {
        try await Desk.with { desk in
            try await desk.scripted([desk.route(desk.b, 0.9, "one"), desk.route(desk.a, 0.9, "two")])
            let outcome = try await desk.outcome()
            #expect(outcome.results.map(\.agentID) == [desk.b.id, desk.a.id])
            #expect(outcome.status == .completed)
            #expect(desk.bed.backend.titles("route").count == 2)
            #expect(outcome.results[0].output["route"]?["method"] == "model")
        }
    }

    @Test("an unknown choice is sent back once, and then a person decides, or the fallback does")
    func unknownChoice() async throws {
        try await Desk.with { desk in
            try await desk.scripted([["structured": ["choices": ["admin"], "confidence": 1]]])
            let asked = try await desk.outcome { [b = desk.b] _ in .string(b.id.rawValue) }
            #expect(asked.results.map(\.agentID) == [desk.b.id, desk.b.id])
            #expect(desk.bed.backend.titles("route").count == 4)
            let fallen = try await desk.outcome(["fallback_agent_id": .string(desk.a.id.rawValue)])
            #expect(fallen.results.map(\.agentID) == [desk.a.id, desk.a.id])
            #expect(fallen.results[0].output["route"]?["method"] == "fallback")
        }
    }

    @Test("a choice of little confidence, or with a confidence that is no number, does not count", arguments: [0.2, nil])
    func lowConfidence(confidence: Double?) async throws {
        try await Desk.with { desk in
            let sure: JSONValue = confidence.map { .number($0) } ?? "very"
            try await desk.scripted([["structured": ["choices": [.string(desk.a.id.rawValue)], "confidence": sure]]])
            let outcome = try await desk.outcome(["fallback_agent_id": .string(desk.b.id.rawValue)])
            #expect(outcome.results.map(\.agentID) == [desk.b.id, desk.b.id])
        }
    }

    @Test("a failed task goes to another agent only where that is wanted, to each at most once", arguments: [true, false])
    func reroute(isWanted: Bool) async throws {
        try await Desk.with(failing: true) { desk in
            try await desk.scripted([desk.route(desk.a, 1)])
            let outcome = try await desk.outcome(["reroute_on_failure": .bool(isWanted)])
            #expect(outcome.results.map(\.status) == (isWanted ? [.completed, .completed] : [.failed, .failed]))
            #expect(outcome.results[0].executionIDs.count == (isWanted ? 2 : 1))
        }
    }

    @Test("one route needs no decision, no route fails by name, and a router may only classify")
    func edges() async throws {
        try await Desk.with { desk in
            let only = try await desk.bed.outcome(of: try desk.bed.order(.router, desk.tasks, by: [desk.a]))
            #expect(only.status == .completed)
            #expect(desk.bed.backend.titles("route").isEmpty)
            let nobody = try await desk.bed.outcome(of: try desk.bed.order(.router, desk.tasks, by: []))
            #expect(nobody.results.map(\.cause) == ["unrouted", "unrouted"])
            try await desk.scripted([desk.route(desk.b, 1)])
            let classified = try await desk.outcome(["execute": false])
            #expect(classified.results[0].value["agent_ids"] == [.string(desk.b.id.rawValue)])
            #expect(classified.results[0].executionIDs.isEmpty)
        }
    }

    @Test("an empty choice, and one of an agent out of service, do not count")
    func emptyAndStopped() async throws {
        try await Desk.with { desk in
            try await desk.scripted([["structured": ["choices": [], "confidence": 1]]])
            let empty = try await desk.outcome(["fallback_agent_id": .string(desk.a.id.rawValue)])
            #expect(empty.results.map { $0.output["route"]?["method"] } == ["fallback", "fallback"])
            let stopped = try await desk.bed.agent("Stopped", isStopped: true)
            let other = try await desk.bed.agent(
                "Other", isStopped: true,
                script: [["structured": ["choices": [.string(stopped.id.rawValue)], "confidence": 1]]])
            let configuration: JSONValue = [
                "fallback_agent_id": .string(desk.b.id.rawValue), "coordinator_agent_id": .string(other.id.rawValue),
            ]
            let outcome = try await desk.bed.outcome(
                of: try desk.bed.order(.router, desk.tasks, by: [desk.a, desk.b, stopped, other], configuration))
            #expect(outcome.results.map(\.agentID) == [desk.b.id, desk.b.id])
        }
    }

    @Test("of two that fit equally the rules take the first one, where half a certainty is enough")
    func equals() async throws {
        try await WorkflowBed.with { bed in
            let pair = [try await bed.agent("A", can: ["billing"]), try await bed.agent("B", can: ["billing"])]
            let task = try await bed.task("A billing question")
            func routed(_ threshold: Double) async throws -> WorkflowOutcome {
                let configuration: JSONValue = [
                    "routing": "rules", "confidence_threshold": .number(threshold),
                    "fallback_agent_id": .string(pair[1].id.rawValue),
                ]
                return try await bed.outcome(of: try bed.order(.router, [task], by: pair, configuration))
            }
            #expect(try await routed(0.5).results[0].agentID == pair[0].id)
            let unsure = try await routed(0.6).results[0]
            #expect(unsure.agentID == pair[1].id && unsure.output["route"]?["method"] == "fallback")
        }
    }

    @Test("rules choose by words, and without a model by capabilities")
    func rules() async throws {
        try await Desk.with { desk in
            let rule: JSONValue = ["words": ["two"], "agent_id": .string(desk.b.id.rawValue)]
            let outcome = try await desk.outcome(
                ["routing": "rules", "rules": [rule], "fallback_agent_id": .string(desk.a.id.rawValue)])
            #expect(outcome.results.map(\.agentID) == [desk.a.id, desk.b.id])
            #expect(desk.bed.backend.titles("route").isEmpty)
        }
    }

    @Test("several choices are tried in their order until one succeeds")
    func topK() async throws {
        try await Desk.with(failing: true) { desk in
            let both: JSONValue = ["choices": [.string(desk.a.id.rawValue), .string(desk.b.id.rawValue)], "confidence": 1]
            try await desk.scripted([["structured": both]])
            let outcome = try await desk.outcome(["top_k": 2])
            #expect(outcome.results.map(\.agentID) == [desk.b.id, desk.b.id])
            #expect(outcome.status == .completed)
        }
    }

    @Test("several choices work at the same time where that is wanted, and every answer is kept")
    func topKParallel() async throws {
        try await Desk.with { desk in
            let both: JSONValue = ["choices": [.string(desk.a.id.rawValue), .string(desk.b.id.rawValue)], "confidence": 1]
            try await desk.scripted([["structured": both]])
            let gate = Gate()
            desk.bed.backend.hold { call in
                guard call.brief.purpose == "work" else { return }
                // Nobody goes on before all four are there.
                async let passes: Void = gate.pass()
                await gate.arrived(4)
                gate.open()
                await passes
            }
            let outcome = try await desk.outcome(["top_k": 2, "top_k_mode": "parallel", "agent_concurrency": 2])
            #expect(outcome.status == .completed)
            #expect(outcome.results.allSatisfy { $0.output["answers"]?.arrayValue?.count == 2 })
            #expect(outcome.results.allSatisfy { $0.executionIDs.count == 2 })
        }
    }
}

/// Two agents, two tasks and a coordinator whose answers are scripted.
private final class Desk {
    let bed: WorkflowBed
    let a: Agent
    let b: Agent
    let tasks: [AgentTask]
    private var coordinator: Agent?

    static func with(failing: Bool = false, _ body: (Desk) async throws -> Void) async throws {
        try await WorkflowBed.with { bed in
            let a = failing ? try await bed.failingAgent("A") : try await bed.agent("A")
            let tasks = [try await bed.task("one"), try await bed.task("two", description: "choose admin")]
            try await body(Desk(bed, a, try await bed.agent("B"), tasks))
        }
    }

    private init(_ bed: WorkflowBed, _ a: Agent, _ b: Agent, _ tasks: [AgentTask]) {
        (self.bed, self.a, self.b, self.tasks) = (bed, a, b, tasks)
    }

    func scripted(_ script: [JSONValue]) async throws {
        coordinator = try await bed.agent("Coordinator", isStopped: true, script: .array(script))
    }

    /// - Parameter title: of the only task that is meant.
    func route(_ agent: Agent, _ confidence: Double, _ title: String? = nil) -> JSONValue {
        var entry: [String: JSONValue] = [
            "structured": ["choices": [.string(agent.id.rawValue)], "confidence": .number(confidence)]
        ]
        if let title { entry["when"] = ["title": .string(title)] }
        return .object(entry)
    }

    func outcome(
        _ configuration: [String: JSONValue] = [:], answer: @escaping @Sendable (JSONValue) -> JSONValue = { _ in true }
    ) async throws -> WorkflowOutcome {
        var configuration = configuration
        configuration["coordinator_agent_id"] = coordinator.map { .string($0.id.rawValue) }
        let team = [a, b] + [coordinator].compactMap { $0 }
        return try await bed.outcome(of: try bed.order(.router, tasks, by: team, .object(configuration)), answer: answer)
    }
}

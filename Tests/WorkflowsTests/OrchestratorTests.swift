import Agents
import Domain
import DurableExecution
import TestSupport
import Testing
import Workflows

@Suite("Orchestrator", .timeLimit(.minutes(10))) struct OrchestratorTests {
    @Test("a plan is carried out step by step, later parts get the results they need, and one result is made of all")
    func plan() async throws {
        try await Office.with { office in
            let plan = office.plan([
                [office.part("p1", 0, office.ada)], [office.part("p2", 1, office.bob, needs: ["p1"])],
            ])
            let outcome = try await office.outcome([plan, ["say": "the whole", "when": ["purpose": "synthesis"]]])
            #expect(outcome.status == .completed)
            #expect(outcome.result == "the whole")
            #expect(office.bed.backend.titles() == ["p1", "p2"])
            #expect(office.bed.backend.calls.first { $0.brief.title == "p2" }?.prompt.contains("A scripted answer") == true)
            #expect(outcome.modelCalls == 4)
            #expect(outcome.summary["plan_versions"] == 1)
        }
    }

    @Test(
        "a plan that is prose, empty, too long, unknown, doubled, or against the dependencies is mended once, then fails",
        arguments: ["prose", "empty", "long", "agent", "double", "order", "gap", "complete"])
    func invalid(kind: String) async throws {
        try await Office.with { office in
            let outcome = try await office.outcome([office.broken(kind)], ["max_plan_tasks": 3])
            #expect(outcome.status == .failed)
            #expect(outcome.endedBy == "plan")
            #expect(outcome.results.map(\.status) == [.skipped, .skipped])
            let prompts = office.bed.backend.calls.filter { $0.brief.purpose == "plan" }.map(\.prompt)
            #expect(prompts.count == 2)
            #expect(prompts.last?.contains("previous_answer") == true)
        }
    }

    @Test("after a failure the plan is made anew, keeps what is done, and may not repeat what failed")
    func replan() async throws {
        try await Office.with { office in
            let first = office.plan([[office.part("p1", 0, office.ada), office.part("p2", 1, office.bad)]], turn: 1)
            let second = office.plan([[office.part("p3", 1, office.bob)]], turn: 2)
            let outcome = try await office.outcome([first, second, ["say": "the whole"]])
            #expect(outcome.status == .completed)
            #expect(outcome.summary["replans"] == 1)
            #expect(office.bed.backend.titles().filter { $0 == "p1" }.count == 1)
            #expect(outcome.results[1].executionIDs.count == 2)
            let stubborn = office.plan([[office.part("p9", 1, office.bad, title: "p2")]], turn: 2)
            let repeated = try await office.outcome([first, stubborn, ["say": "the whole"]])
            #expect(repeated.endedBy == "plan")
            #expect(repeated.results[0].status == .completed)
            #expect(repeated.status == .failed || repeated.status == .completedWithFailures)
        }
    }

    @Test("after the most new plans what failed stays failed, and the rest is kept")
    func replansExhausted() async throws {
        try await Office.with { office in
            let plans = (1...3).map { turn in
                let good = turn == 1 ? [office.part("p1", 0, office.ada)] : []
                return office.plan([good + [office.part("bad \(turn)", 1, office.bad)]], turn: turn)
            }
            let outcome = try await office.outcome(plans + [["say": "half"]])
            #expect(outcome.status == .completedWithFailures && outcome.result == "half")
            #expect(outcome.summary["plan_versions"] == 3 && outcome.summary["replans"] == 2)
            #expect(outcome.results.map(\.status) == [.completed, .failed])
            #expect(outcome.results[1].executionIDs.count == 3)
        }
    }

    @Test("what the planner and the synthesis cost is counted with the rest")
    func ownCost() async throws {
        try await Office.with { office in
            let plan = office.plan([[office.part("p1", 0, office.ada), office.part("p2", 1, office.bob)]])
            let outcome = try await office.outcome([["cost": ["cost_usd": 0.25]], plan, ["say": "the whole"]])
            #expect(outcome.usage.costUSD == 0.5, "the plan's and the synthesis's")
            #expect(outcome.modelCalls == 4)
        }
    }

    @Test("an edited plan that is not valid is no refusal: the person is told what is wrong and asked again")
    func invalidEdit() async throws {
        try await Office.with { office in
            let plan = office.plan([[office.part("p1", 0, office.ada), office.part("p2", 1, office.ada)]])
            let half = office.plan([[office.part("p1", 0, office.bob)]])["structured"]!
            let outcome = try await office.outcome([plan, ["say": "x"]], ["approve_plan": true]) { question in
                let isAgain = question["message"]?.stringValue?.contains("is not in the plan") == true
                return isAgain ? true : ["approved": true, "plan": half]
            }
            #expect(outcome.status == .completed)
            #expect(outcome.results.map(\.agentID) == [office.ada.id, office.ada.id])
        }
    }

    @Test("the most iterations end it with a synthesis of what exists, which is no error")
    func iterations() async throws {
        try await Office.with { office in
            let plan = office.plan([[office.part("p1", 0, office.ada)], [office.part("p2", 1, office.ada)]])
            let outcome = try await office.outcome([plan, ["say": "half"]], ["max_iterations": 1])
            #expect(outcome.status == .completedWithFailures)
            #expect(outcome.endedBy == "max_iterations")
            #expect(outcome.result == "half")
        }
    }

    @Test("planned step by step, it ends when the planner says that all is complete")
    func iterative() async throws {
        try await Office.with { office in
            let script = [
                office.plan([[office.part("p1", 0, office.ada)]], turn: 1, isComplete: false),
                office.plan([[office.part("p2", 1, office.bob)]], turn: 2, isComplete: false),
                office.plan([], turn: 3, isComplete: true), ["say": "the whole"],
            ]
            let outcome = try await office.outcome(script, ["plan_mode": "iterative"])
            #expect(outcome.status == .completed)
            #expect(outcome.iterations == 2)
        }
    }

    @Test("a synthesis that fails leaves the results of the steps")
    func synthesis() async throws {
        try await Office.with { office in
            let plan = office.plan([[office.part("p1", 0, office.ada), office.part("p2", 1, office.bob)]])
            let fails: JSONValue = ["fail": ["cause": "refusal"], "when": ["purpose": "synthesis"]]
            let outcome = try await office.outcome([plan, fails])
            #expect(outcome.endedBy == "synthesis")
            #expect(outcome.results.allSatisfy { $0.status == .completed })
            #expect(outcome.status == .completedWithFailures)
        }
    }

    @Test("a person sees the plan first: yes carries it out, no ends it, and an edited one is a plan like any other")
    func approval() async throws {
        try await Office.with { office in
            let plan = office.plan([[office.part("p1", 0, office.ada), office.part("p2", 1, office.ada)]])
            let edited = office.plan([[office.part("p1", 0, office.bob), office.part("p2", 1, office.bob)]])["structured"]!
            let yes = try await office.outcome([plan, ["say": "x"]], ["approve_plan": true]) { _ in true }
            #expect(yes.results.map(\.agentID) == [office.ada.id, office.ada.id])
            let no = try await office.outcome([plan, ["say": "x"]], ["approve_plan": true]) { _ in false }
            #expect(no.endedBy == "plan_rejected")
            let other = try await office.outcome([plan, ["say": "x"]], ["approve_plan": true]) { _ in
                ["approved": true, "plan": edited]
            }
            #expect(other.results.map(\.agentID) == [office.bob.id, office.bob.id])
        }
    }

    @Test("a budget that has room for less than the plan is said to the planner")
    func reserve() async throws {
        try await Office.with { office in
            let plan = office.plan([[office.part("p1", 0, office.ada), office.part("p2", 1, office.ada)]])
            let outcome = try await office.outcome([plan], ["budget": ["agents": 1]])
            #expect(outcome.endedBy == "plan")
            #expect(outcome.message?.contains("budget") == true)
        }
    }
}

/// Two tasks of which the second needs nothing, agents, and a planner whose plans are scripted.
private struct Office {
    let bed: WorkflowBed
    let ada: Agent
    let bob: Agent
    let bad: Agent
    let tasks: [AgentTask]

    static func with(_ body: (Office) async throws -> Void) async throws {
        try await WorkflowBed.with { bed in
            let tasks = [try await bed.task("one"), try await bed.task("two")]
            try await body(
                Office(
                    bed: bed, ada: try await bed.agent("Ada"), bob: try await bed.agent("Bob"),
                    bad: try await bed.failingAgent(), tasks: tasks))
        }
    }

    func part(_ id: String, _ task: Int, _ agent: Agent, needs: [String] = [], title: String? = nil) -> JSONValue {
        [
            "id": .string(id), "task_id": .string(tasks[task].id.rawValue), "title": .string(title ?? id),
            "description": .string("Do \(title ?? id)."), "agent_id": .string(agent.id.rawValue),
            "depends_on": .array(needs.map { .string($0) }),
        ]
    }

    func plan(_ steps: [[JSONValue]], turn: Int? = nil, isComplete: Bool = true) -> JSONValue {
        var condition: [String: JSONValue] = ["purpose": "plan"]
        if let turn { condition["turn"] = .integer(Int64(turn)) }
        return [
            "structured": ["steps": .array(steps.map { ["tasks": .array($0)] }), "is_complete": .bool(isComplete)],
            "when": .object(condition),
        ]
    }

    func broken(_ kind: String) -> JSONValue {
        switch kind {
        case "prose": ["say": "First we think, then we work."]
        case "empty": plan([], isComplete: false)
        case "long": plan([(1...4).map { part("p\($0)", $0 % 2, ada, title: "t\($0)") }])
        case "agent":
            [
                "structured": [
                    "steps": [["tasks": [["id": "p", "task_id": "x", "title": "t", "description": "d", "agent_id": "y"]]]],
                    "is_complete": true,
                ]
            ]
        case "double": plan([[part("p1", 0, ada, title: "same"), part("p2", 0, ada, title: "same"), part("p3", 1, ada)]])
        case "order": plan([[part("p1", 0, ada, needs: ["p2"]), part("p2", 1, ada, needs: ["p1"])]])
        case "gap": plan([[part("p1", 0, ada)]])
        default: plan([], isComplete: true)
        }
    }

    func outcome(
        _ script: [JSONValue], _ configuration: [String: JSONValue] = [:],
        answer: @escaping @Sendable (JSONValue) -> JSONValue = { _ in true }
    ) async throws -> WorkflowOutcome {
        let planner = try await bed.agent("Planner", isStopped: true, script: .array(script))
        var configuration = configuration
        configuration["coordinator_agent_id"] = .string(planner.id.rawValue)
        let team = [ada, bob, bad, planner]
        return try await bed.outcome(
            of: try bed.order(.orchestrator, tasks, by: team, .object(configuration)), answer: answer)
    }
}

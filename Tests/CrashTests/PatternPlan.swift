import Domain
import TestSupport

/// What the sample of a pattern is made of.
struct PatternPlan {
    let agents: [ServerTeam.Member]
    let tasks: [ServerTeam.Job]
    let calls: [String]
    let ends: [String]
    var configuration: (ServerTeam) -> JSONValue = { _ in [:] }
    /// What each agent plays.
    let scripts: (ServerTeam) -> [String: [JSONValue]]

    /// Decides, and never works.
    private static let chief = ServerTeam.Member("Chief", ["status": "stopped"])

    /// One call: it leaves its line, takes a while, costs a cent, and answers.
    private static func call(_ line: String, _ answer: JSONValue, when condition: JSONValue? = nil) -> [JSONValue] {
        let actions: [JSONValue] = [
            ["append": ["file": "log", "line": .string(line)]], ["wait_ms": 60], ["cost": ["cost_usd": 0.01]], answer,
        ]
        guard let condition else { return actions }
        return actions.map { .object(($0.objectValue ?? [:]).merging(["when": condition]) { $1 }) }
    }

    private static func works(_ names: String...) -> [String: [JSONValue]] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, call($0, ["say": .string("Done by \($0).")])) })
    }
}

extension PatternPlan {
    init(_ type: WorkflowType) {
        self =
            switch type {
            case .sequential: .sequential
            case .parallel: .parallel
            case .orchestrator: .orchestrator
            case .router: .router
            case .evaluatorOptimizer: .evaluatorOptimizer
            case .swarm: .swarm
            case .adaptive: .adaptive
            }
    }

    private static var sequential: PatternPlan {
        PatternPlan(
            agents: ["Ada", "Bob", chief],
            tasks: [.init("one", by: "Ada"), .init("two", by: "Bob", needs: ["one"])], calls: ["Ada", "Chief", "Bob"],
            ends: ["one: Ada completed 1", "two: Bob completed 1"],
            configuration: { team in
                ["quality_gates": [["type": "reviewer", "agent_id": team.id("Chief"), "tasks": [team.id("one")]]]]
            },
            scripts: { _ in
                works("Ada", "Bob").merging(["Chief": call("Chief", ["structured": ["score": 1, "feedback": ""]])]) { $1 }
            })
    }

    private static var parallel: PatternPlan {
        PatternPlan(
            agents: ["Ada", "Bob", "Cid", chief],
            tasks: [.init("one", by: "Ada"), .init("two", by: "Bob"), .init("both", by: "Cid", needs: ["one", "two"])],
            calls: ["Ada", "Bob", "Cid", "Chief"],
            ends: ["one: Ada completed 1", "two: Bob completed 1", "both: Cid completed 1"],
            configuration: { ["aggregator": "agent", "coordinator_agent_id": $0.id("Chief")] },
            scripts: { _ in works("Ada", "Bob", "Cid", "Chief") })
    }

    private static var orchestrator: PatternPlan {
        PatternPlan(
            agents: ["Ada", "Bob", chief], tasks: [.init("one", by: "Ada"), .init("two", by: "Bob")],
            calls: ["plan", "Ada", "Bob", "synthesis"], ends: ["one: Ada completed 1", "two: Bob completed 1"],
            configuration: { ["coordinator_agent_id": $0.id("Chief")] },
            scripts: { team in
                let plan: JSONValue = [
                    "steps": [["tasks": [part("one", "Ada", team)]], ["tasks": [part("two", "Bob", team)]]],
                    "is_complete": true,
                ]
                let chief =
                    call("plan", ["structured": plan], when: ["purpose": "plan"])
                    + call("synthesis", ["say": "The whole."], when: ["purpose": "synthesis"])
                return works("Ada", "Bob").merging(["Chief": chief]) { $1 }
            })
    }

    private static func part(_ task: String, _ agent: String, _ team: ServerTeam) -> JSONValue {
        [
            "id": .string("part \(task)"), "task_id": team.id(task), "title": .string(task), "description": "Do it.",
            "agent_id": team.id(agent),
        ]
    }

    private static var router: PatternPlan {
        PatternPlan(
            agents: ["Ada", "Bob", chief], tasks: [.init("one"), .init("two")],
            calls: ["route one", "Ada", "route two", "Bob"], ends: ["one: Ada completed 1", "two: Bob completed 1"],
            configuration: { ["coordinator_agent_id": $0.id("Chief")] },
            scripts: { team in
                let chief = [("one", "Ada"), ("two", "Bob")].flatMap { task, agent in
                    call(
                        "route \(task)", ["structured": ["choices": [team.id(agent)], "confidence": 1]],
                        when: ["title": .string(task)])
                }
                return works("Ada", "Bob").merging(["Chief": chief]) { $1 }
            })
    }

    private static var evaluatorOptimizer: PatternPlan {
        PatternPlan(
            agents: ["Ada", "Bob"], tasks: [.init("one", by: "Ada")],
            calls: ["write 1", "judge 1", "write 2", "judge 2"], ends: ["one: Ada completed 2"],
            scripts: { _ in
                func rounds(_ line: String, _ answers: [JSONValue]) -> [JSONValue] {
                    answers.enumerated().flatMap { index, answer in
                        call("\(line) \(index + 1)", answer, when: ["turn": .integer(Int64(index + 1))])
                    }
                }
                let verdicts: [JSONValue] = [
                    ["structured": ["score": 0.2, "feedback": "more"]], ["structured": ["score": 0.9, "feedback": ""]],
                ]
                return [
                    "Ada": rounds("write", [["say": "A draft."], ["say": "A text."]]), "Bob": rounds("judge", verdicts),
                ]
            })
    }

    private static var swarm: PatternPlan {
        PatternPlan(
            agents: ["Ada", "Bob"], tasks: [.init("one", by: "Ada")], calls: ["Ada", "Bob"],
            ends: ["one: Bob completed 2"],
            scripts: { _ in
                [
                    "Ada": call("Ada", ["call": ["tool": "transfer_to_bob", "input": ["reason": "Yours."]]]),
                    "Bob": call("Bob", ["call": ["tool": "done", "input": ["result": "ok"]]]),
                ]
            })
    }

    private static var adaptive: PatternPlan {
        PatternPlan(
            agents: ["Ada", "Bob", "Bad", chief], tasks: [.init("one", by: "Ada"), .init("two", by: "Bad", "Bob")],
            calls: ["Ada", "Bad", "Bob", "Chief"], ends: ["one: Ada completed 1", "two: Bob completed 1"],
            configuration: { ["coordinator_agent_id": $0.id("Chief")] },
            scripts: { _ in
                let own = [
                    "Bad": call("Bad", ["fail": ["cause": "refusal"]]),
                    "Chief": call("Chief", ["structured": ["confidence": 1]]),
                ]
                return works("Ada", "Bob").merging(own) { $1 }
            })
    }
}

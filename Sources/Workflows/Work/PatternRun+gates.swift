import Agents
import Domain
import DurableExecution

/// Whether a result passed its gates.
struct GateVerdict: Sendable, Codable {
    var passes: Bool
    /// What is wrong, for whoever has to mend it.
    var feedback = ""
}

extension PatternRun {
    /// The gates that stand behind a task, in their order.
    func gates(of task: TaskID) -> [QualityGate] {
        configuration.gates.filter { $0.tasks.isEmpty || $0.tasks.contains(task) }
    }

    /// The first gate that a result does not pass, with the reason; nil when it passes all.
    func firstRefusal(
        _ result: TaskResult, _ task: AgentTask, _ context: WorkflowContext
    ) async throws -> (gate: QualityGate, feedback: String)? {
        for gate in gates(of: task.id) {
            try await tellProgress("gate \(gate.name): \(task.title)", context)
            let verdict = try await check(result, task, gate, context)
            if !verdict.passes { return (gate, verdict.feedback) }
        }
        return nil
    }

    private func check(
        _ result: TaskResult, _ task: AgentTask, _ gate: QualityGate, _ context: WorkflowContext
    ) async throws -> GateVerdict {
        switch gate.kind {
        case .command(let command, let timeout): try await run(command, timeout, context)
        case .schema(let schema): Self.compare(result, schema)
        case .reviewer(let reviewer, let criteria): try await review(result, task, reviewer, criteria, context)
        case .person(let question): try await ask(question, result, task, gate, context)
        }
    }

    private func run(_ command: [String], _ timeout: Double, _ context: WorkflowContext) async throws -> GateVerdict {
        let (commands, directory) = (services.commands, order.workDirectory)
        let ended = try await context.step("gate command", StepOptions(isAnnounced: true)) { _ in
            try await commands.run(command, in: directory, timeout: timeout)
        }
        if ended.exitStatus == 0 { return GateVerdict(passes: true) }
        let how = ended.exitStatus.map { "exited with \($0)" } ?? "did not end by itself within \(timeout) seconds"
        return GateVerdict(passes: false, feedback: "'\(command.joined(separator: " "))' \(how):\n\(ended.output)")
    }

    private static func compare(_ result: TaskResult, _ schema: JSONValue) -> GateVerdict {
        let value = result.output["structured"] ?? JSONValue(embeddedIn: result.output["result"]?.stringValue ?? "")
        guard let value else { return GateVerdict(passes: false, feedback: "The result should be one JSON object.") }
        let problems = JSONSchema(schema).problems(with: value)
        return GateVerdict(passes: problems.isEmpty, feedback: problems.joined(separator: "\n"))
    }

    private func review(
        _ result: TaskResult, _ task: AgentTask, _ reviewer: AgentID?, _ criteria: [String], _ context: WorkflowContext
    ) async throws -> GateVerdict {
        let question = Verdict.question(
            on: result.value, of: task, by: agent(reviewer), criteria: criteria, kind: "review", turn: 1)
        let decision = try await decide(question, context)
        guard let verdict = decision.value.flatMap(Verdict.init) else {
            return GateVerdict(passes: false, feedback: "The reviewer gave no valid verdict: \(decision.reason)")
        }
        return GateVerdict(
            passes: verdict.meets(threshold: configuration.successThreshold, rating: .good), feedback: verdict.words)
    }

    private func ask(
        _ question: String, _ result: TaskResult, _ task: AgentTask, _ gate: QualityGate, _ context: WorkflowContext
    ) async throws -> GateVerdict {
        let answer: JSONValue = try await context.waitForInput(
            "gate person",
            question: PersonQuestion(
                kind: "gate", message: question, answers: "true or false, or {\"passes\": …, \"feedback\"?}",
                about: ["task_id": .string(task.id.rawValue), "gate": .string(gate.name), "result": result.value]))
        let passes = answer["passes"]?.boolValue ?? answer.boolValue ?? (answer.stringValue?.lowercased() == "yes")
        return GateVerdict(passes: passes, feedback: answer["feedback"]?.stringValue ?? "A person refused it.")
    }
}

/// What a pattern asks a person.
struct PersonQuestion: Sendable, Codable {
    var kind: String
    var message: String
    /// What an answer may look like, in words.
    var answers: String
    var about: [String: JSONValue] = [:]
}

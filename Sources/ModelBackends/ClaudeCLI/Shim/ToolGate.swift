import Agents
import Domain

/// Decides, while no server need be alive, which tool calls wait for a person.
///
/// Only calls that the CLI's own rules would surely stop are held here, because only here can they be deferred: the
/// process then ends and the call is asked about again on resume. All others are left to the CLI, which asks with
/// `can_use_tool` where its rules want a person.
struct ToolGate: Sendable, Hashable, Codable {
    private static let editors: Set<String> = ["Write", "Edit", "MultiEdit", "NotebookEdit"]
    private static let outward: Set<String> = ["WebFetch", "WebSearch"]
    private static let questions: Set<String> = ["AskUserQuestion", "ExitPlanMode"]

    let policy: ToolPolicy

    func needsPerson(_ tool: String) -> Bool {
        if Self.questions.contains(tool) { return true }
        switch policy.permissionMode {
        case .bypassPermissions, .dontAsk, .plan, .auto: return false
        case .acceptEdits where Self.editors.contains(tool): return false
        case .acceptEdits, .default, .manual: break
        }
        let isGuarded = Self.editors.contains(tool) || Self.outward.contains(tool) || tool.hasPrefix("mcp__")
        return isGuarded && !policy.allowed.contains { Self.rule($0, names: tool) }
    }

    /// Whether a rule such as `Edit(src/**)` or `mcp__server` speaks of a tool; how far it allows it is for the CLI to say.
    private static func rule(_ rule: String, names tool: String) -> Bool {
        let name = rule.prefix { $0 != "(" }
        return name == tool || (tool.hasPrefix("mcp__") && tool.hasPrefix(name + "__"))
    }

    static func interaction(for call: ClaudeToolCall, isQuestion: Bool = false) -> Interaction {
        guard isQuestion || questions.contains(call.name) else {
            return .approval(id: call.id, tool: call.name, input: call.input)
        }
        let asked = (call.input["questions"]?.arrayValue ?? []).compactMap { $0["question"]?.stringValue }
        let message = asked.isEmpty ? "The agent asks with \(call.name)." : asked.joined(separator: "\n")
        return .question(id: call.id, message: message, tool: call.name, input: call.input)
    }
}

extension InteractionAnswer {
    /// The input a tool runs with after this answer; nil leaves it as it is.
    func input(for call: ClaudeToolCall) -> JSONValue? {
        if let updatedInput { return updatedInput }
        guard let questions = call.input["questions"]?.arrayValue, var input = call.input.objectValue else { return nil }
        var answers = choices.mapValues { JSONValue.string($0) }
        for question in questions.compactMap({ $0["question"]?.stringValue }) where answers[question] == nil {
            answers[question] = message.map { .string($0) }
        }
        input["answers"] = .object(answers)
        return .object(input)
    }
}

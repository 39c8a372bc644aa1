import Agents
import Domain

@testable import ModelBackends

/// Plays a shim's protocol with the machine and writes down, in words, what it does.
struct MachineBench {
    var machine: ShimMachine
    private(set) var now: Int64 = 0

    /// - Parameter begun: whether the CLI has greeted already, with a server attached.
    init(
        prompt: String? = "Do it.", policy: ToolPolicy = ToolPolicy(), answers: [InteractionAnswer] = [],
        approved: [ClaudeToolCall] = [], remembered: [String] = [], timing: ShimTiming = ShimTiming(),
        offered: OfferedTools? = nil, calls: [OfferedCall] = [], begun: Bool = true
    ) {
        var request = ShimRequest.sample(
            prompt: prompt, policy: policy, answers: answers, approved: approved, timing: timing)
        request.rememberedTools = remembered
        (request.offered, request.offeredCalls) = (offered, calls)
        machine = ShimMachine(request, at: 0)
        guard begun else { return }
        _ = machine.start()
        machine.attached(1, at: 0)
        _ = machine.received(ClaudeMessage(CLILine.response("skein_1")), at: 0)
    }

    mutating func start() -> [String] {
        machine.start().map(\.sentence)
    }

    /// The CLI writes a line.
    mutating func cli(_ line: JSONValue) -> [String] {
        machine.received(ClaudeMessage(line), at: now).map(\.sentence)
    }

    mutating func server(_ command: ShimCommand) -> [String] {
        machine.received(command, at: now).map(\.sentence)
    }

    mutating func answer(
        _ id: String, _ allowed: Bool, _ message: String? = nil, remember: Bool = false, input: JSONValue? = nil
    ) -> [String] {
        server(
            .answer(
                InteractionAnswer(
                    interactionID: id, isAllowed: allowed, message: message, updatedInput: input, isRemembered: remember)))
    }

    /// Time passes in one go.
    mutating func passes(_ milliseconds: Int64) -> [String] {
        now += milliseconds
        return machine.tick(at: now).map(\.sentence)
    }

    mutating func servers(_ count: Int) {
        machine.attached(count, at: now)
    }
}

extension ShimMachine.Action {
    /// What the action does, in words.
    var sentence: String {
        switch self {
        case .send(let json): Self.sentence(of: json)
        case .sync: "sync"
        case .closeInput: "close input"
        case .terminate: "terminate"
        case .killAll: "kill all"
        case .ask(let interaction): "ask \(interaction.id)"
        case .note(let text): "note: \(text)"
        case .keep(let call): "keep \(call.id) \(call.tool) \(call.standing)"
        case .remember(let answer): "remember answer to \(answer.interactionID)"
        case .intend(let ending): "intend \(ending)"
        }
    }

    private static func sentence(_ id: String, ofTools message: JSONValue) -> String {
        if let error = message["error"] { return "unknown \(id): \(error["code"]?.text ?? "")" }
        if let tools = message["result"]?["tools"]?.arrayValue {
            return "tools \(id): \(tools.compactMap { $0["name"]?.stringValue }.joined(separator: " "))"
        }
        if let content = message["result"]?["content"]?.arrayValue {
            let mark = message["result"]?["isError"] == true ? "wrong" : "answer"
            return "\(mark) \(id): \(content.first?["text"]?.stringValue ?? "")"
        }
        return message["result"]?["serverInfo"] == nil ? "ok \(id)" : "greet \(id)"
    }

    private static func sentence(of json: JSONValue) -> String {
        if json["type"] == "user" { return "say: \(json["message"]?["content"]?.stringValue ?? "")" }
        if let request = json["request"] { return request["subtype"]?.stringValue ?? "?" }
        let id = json["response"]?["request_id"]?.stringValue ?? "?"
        if let error = json["response"]?["error"]?.stringValue { return "refuse \(id): \(error)" }
        guard let answer = json["response"]?["response"] else { return json.text }
        if let message = answer["mcp_response"] { return sentence(id, ofTools: message) }
        let updated = answer["updatedInput"] ?? answer["hookSpecificOutput"]?["updatedInput"]
        let input = updated.map { " with \($0.text)" } ?? ""
        if let behavior = answer["behavior"]?.stringValue {
            let message = answer["message"]?.stringValue.map { ": \($0)" } ?? ""
            return "\(behavior) \(id)\(input)\(message)\(answer["interrupt"] == true ? " (and interrupt)" : "")"
        }
        if let decision = answer["hookSpecificOutput"]?["permissionDecision"]?.stringValue {
            let reason = answer["hookSpecificOutput"]?["permissionDecisionReason"]?.stringValue.map { ": \($0)" } ?? ""
            return "\(decision) \(id)\(input)\(reason)"
        }
        if answer["action"] == "cancel" { return "cancel \(id)" }
        return "proceed \(id)"
    }
}

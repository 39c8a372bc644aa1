import Agents
import Domain

/// What the scripted backend plays: a list of actions, each an object with one verb.
///
/// ```json
/// [{"think": "…"}, {"say": "words", "delay_ms": 20}, {"use": {"tool": "Read", "input": {}, "result": "…"}},
///  {"ask": {"message": "Which one?"}}, {"say": "You said {answer}."}, {"wait_ms": 500},
///  {"fail": {"cause": "overloaded", "message": "…"}, "attempts": 1}, {"append": {"file": "…", "line": "…"}},
///  {"wait_ms": 5, "times": 100},
///  {"when": {"purpose": "route", "turn": 2, "title": "…"}, "structured": {}},
///  {"cost": {"input_tokens": 10, "output_tokens": 2, "cost_usd": 0.001}}, {"structured": {}}, {"call": {"tool": "transfer_to_bob", "input": {}}}]
/// ```
struct ModelScript {
    enum Action {
        case say(String, delay: Duration)
        case think(String)
        case use(tool: String, input: JSONValue, result: String, isError: Bool)
        case ask(message: String, tool: String?, input: JSONValue?)
        case wait(Duration)
        /// - Parameter attempts: only the first so many attempts fail.
        case fail(ModelBackendError.Cause, String, retryAfter: Double?, attempts: Int)
        /// Leaves a line in a file of the work directory, so that a test can count what was really done.
        case append(file: String, line: String)
        case cost(Usage)
        case structured(JSONValue)
        /// Calls a tool that the caller offers.
        case call(tool: String, input: JSONValue)
    }

    let actions: [Action]

    /// - Parameter script: nil plays an answer that repeats the task's title.
    /// - Throws: ``DomainError/badRequest(_:)`` that names the entry.
    init(_ script: JSONValue?, brief: WorkBrief) throws(DomainError) {
        guard let script else {
            actions = [.say("A scripted answer to “\(brief.title)”.", delay: .zero)]
            return
        }
        var actions: [Action] = []
        for (index, entry) in (script.arrayValue ?? [script]).enumerated() where brief.fits(entry["when"]) {
            guard let action = Self.action(entry) else {
                throw .badRequest("Entry \(index + 1) of the script is not an action: \(entry.text)")
            }
            actions += Array(repeating: action, count: Int(entry["times"]?.integerValue ?? 1))
        }
        self.actions = actions
    }

    private static func action(_ entry: JSONValue) -> Action? {
        if let text = entry["say"]?.stringValue {
            return .say(text, delay: .milliseconds(entry["delay_ms"]?.integerValue ?? 0))
        }
        if let text = entry["think"]?.stringValue { return .think(text) }
        if let wait = entry["wait_ms"]?.integerValue { return .wait(.milliseconds(wait)) }
        if let use = entry["use"], let tool = use["tool"]?.stringValue {
            return .use(
                tool: tool, input: use["input"] ?? [:], result: use["result"]?.stringValue ?? "",
                isError: use["is_error"]?.boolValue ?? false)
        }
        if let ask = entry["ask"], let message = ask["message"]?.stringValue {
            return .ask(message: message, tool: ask["tool"]?.stringValue, input: ask["input"])
        }
        return rareAction(entry)
    }

    private static func rareAction(_ entry: JSONValue) -> Action? {
        if let fail = entry["fail"], let cause = fail["cause"]?.stringValue.flatMap(ModelBackendError.Cause.init) {
            return .fail(
                cause, fail["message"]?.stringValue ?? "The script says so.", retryAfter: fail["retry_after"]?.numberValue,
                attempts: Int(entry["attempts"]?.integerValue ?? .max))
        }
        if let append = entry["append"], let file = append["file"]?.stringValue, let line = append["line"]?.stringValue {
            return .append(file: file, line: line)
        }
        if let cost = entry["cost"] {
            return .cost(
                Usage(
                    inputTokens: cost["input_tokens"]?.integerValue.map(Int.init),
                    outputTokens: cost["output_tokens"]?.integerValue.map(Int.init),
                    costUSD: cost["cost_usd"]?.numberValue))
        }
        if let call = entry["call"], let tool = call["tool"]?.stringValue {
            return .call(tool: tool, input: call["input"] ?? [:])
        }
        return entry["structured"].map(Action.structured)
    }
}

extension WorkBrief {
    /// Whether an action is meant for this call: one script serves all the calls that an agent gets in a workflow.
    fileprivate func fits(_ condition: JSONValue?) -> Bool {
        guard let condition = condition?.objectValue else { return true }
        let facts: [String: JSONValue] = [
            "purpose": .string(purpose), "turn": .integer(Int64(turn)), "title": .string(title), "agent": .string(agentName),
        ]
        return condition.allSatisfy { facts[$0.key] == $0.value }
    }
}

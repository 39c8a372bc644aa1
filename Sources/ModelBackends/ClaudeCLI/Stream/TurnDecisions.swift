import Agents
import Domain

/// What was decided about a call's tools: the journal of intents, read back from its records.
struct TurnDecisions {
    /// Tools that may have begun and have not answered.
    private(set) var openCalls: [ClaudeToolCall] = []
    /// Every call that was let go on.
    private(set) var allowedCalls: [ClaudeToolCall] = []
    /// What people are asked and have not answered, oldest first.
    private(set) var openQuestions: [Interaction] = []
    /// Tools that need no more asking.
    private(set) var rememberedTools: Set<String> = []
    /// Why the process was being ended when it was last heard of.
    private(set) var intendedEnding: ShimEnding?
    /// Whether anything was said to the model, or decided.
    private(set) var hasActed = false
    /// Calls whose fate somebody decided, by id.
    private(set) var decidedIDs: Set<String> = []
    /// What came of the calls of the caller's own tools, oldest first.
    private(set) var offeredCalls: [OfferedCall] = []
    /// Calls of such tools of which nothing is recorded yet.
    private var openOffers: [String: ClaudeToolCall] = [:]
    private var askedCalls: [String: ClaudeToolCall] = [:]
    private var questions: [String: Interaction] = [:]

    mutating func beginLeg() {
        askedCalls = [:]
        intendedEnding = nil
    }

    /// The CLI asks about a tool, or says that it has run.
    mutating func noteRequest(_ id: String, _ request: ClaudeControlRequest) {
        switch request {
        case .preToolUse(let call): askedCalls[id] = call
        case .canUseTool(let call, _):
            // It waits again, so it has not begun.
            openCalls.removeAll { $0.id == call.id }
            askedCalls[id] = call
        case .postToolUse(let call): toolEnded(call.id)
        case .elicitation, .hostTools, .other: break
        }
    }

    mutating func toolEnded(_ id: String) {
        openCalls.removeAll { $0.id == id }
    }

    /// The model calls a tool.
    mutating func noteUse(_ call: ClaudeToolCall) {
        if HostTools.offeredName(call.name) != nil { openOffers[call.id] = call }
    }

    /// A call of the caller's tools that the CLI itself refused never came to the shim, and is a wrong call all the same.
    mutating func noteAnswer(_ result: ClaudeToolResult) {
        guard let call = openOffers.removeValue(forKey: result.toolUseID), result.isError,
            !offeredCalls.contains(where: { $0.id == call.id }),
            ["No such tool", "InputValidationError"].contains(where: result.content.contains)
        else { return }
        offeredCalls.append(
            OfferedCall(
                id: call.id, tool: HostTools.offeredName(call.name) ?? call.name, input: call.input, standing: .refused,
                answer: result.content))
    }

    /// What was said to the CLI: words to the model, or decisions.
    mutating func noteHost(_ json: JSONValue) {
        if json["type"] == "user" { hasActed = true }
        guard let response = json["response"], let id = response["request_id"]?.stringValue,
            let call = askedCalls.removeValue(forKey: id)
        else { return }
        hasActed = true
        decidedIDs.insert(call.id)
        note(Decision(response["response"]), on: call)
    }

    /// - Returns: what is worth telling.
    mutating func noteShim(_ content: JSONValue) -> [TurnNews] {
        if let note = content["note"]?.stringValue { return [.event(.warning(note))] }
        if let call: OfferedCall = Self.decode(content["called"]) { offeredCalls.append(call) }
        if let answer: InteractionAnswer = Self.decode(content["answered"]) { noteAnswer(answer) }
        if let ending: ShimEnding = Self.decode(content["intended"]) { intendedEnding = ending }
        guard let question: Interaction = Self.decode(content["asked"]) else { return [] }
        questions[question.id] = question
        openQuestions.removeAll { $0.id == question.id }
        openQuestions.append(question)
        return [.question(question)]
    }

    private mutating func noteAnswer(_ answer: InteractionAnswer) {
        openQuestions.removeAll { $0.id == answer.interactionID }
        guard answer.isAllowed, answer.isRemembered, let tool = questions[answer.interactionID]?.tool else { return }
        rememberedTools.insert(tool)
    }

    private mutating func note(_ decision: Decision, on call: ClaudeToolCall) {
        openCalls.removeAll { $0.id == call.id }
        switch decision {
        case .goesOn(let input):
            let call = ClaudeToolCall(id: call.id, name: call.name, input: input ?? call.input)
            openCalls.append(call)
            allowedCalls.append(call)
            openQuestions.removeAll { $0.id == call.id }
        case .denied: openQuestions.removeAll { $0.id == call.id }
        case .postponed: break
        }
    }

    private static func decode<Value: Decodable>(_ json: JSONValue?) -> Value? {
        // A shim of another version may write it in another form; then it is not understood.
        json.flatMap { try? JSONCoding.decode($0.text) }
    }
}

/// What an answer to the CLI means for the call it asked about.
private enum Decision {
    /// - Parameter input: what it runs with instead.
    case goesOn(input: JSONValue?)
    case denied
    /// It is to be asked about again later.
    case postponed

    init(_ answer: JSONValue?) {
        let hook = answer?["hookSpecificOutput"]
        switch hook?["permissionDecision"]?.stringValue ?? answer?["behavior"]?.stringValue {
        case "defer": self = .postponed
        case "deny": self = answer?["interrupt"] == true ? .postponed : .denied
        default: self = .goesOn(input: hook?["updatedInput"] ?? answer?["updatedInput"])
        }
    }
}

import Domain

/// The tools that the caller offers: answered here, so that a decision is taken and kept while no server lives.
extension ShimMachine {
    /// The CLI speaks with the server of these tools.
    mutating func serve(_ message: JSONValue, _ id: String) -> [Action] {
        guard let offered = request.offered else { return [.send(ClaudeControl.failure(id, "No tools are offered."))] }
        switch HostTools.Request(message) {
        case .call(let call, let tool, let input): return take(call, tool, input, of: offered, answering: message, id)
        case .initialize(let version): return answer(HostTools.greeting(version: version), message, id)
        case .list:
            hasListedTools = true
            return answer(HostTools.list(offered.tools), message, id)
        case .ping, .notification: return answer([:], message, id)
        case .unknown(let method): return [.send(ClaudeControl.mcp(id, HostTools.unknownMethod(method, in: message)))]
        }
    }

    /// What is to be said of a CLI that does not know of such tools.
    var missingTools: [Action] {
        guard request.offered != nil, !hasListedTools else { return [] }
        return [
            .note(
                "This version of the Claude CLI did not ask for the tools of its host, so none could be called. Update it.")
        ]
    }

    /// Whether a tool is one of those: whoever offers it allows it.
    func isOffered(_ tool: String) -> Bool {
        HostTools.offeredName(tool).map { request.offered?.offers($0) ?? false } ?? false
    }

    /// The record is the point from which the call counts: it is durable before the model hears of it.
    private mutating func take(
        _ call: String, _ tool: String, _ input: JSONValue, of offered: OfferedTools, answering message: JSONValue,
        _ id: String
    ) -> [Action] {
        // A process that is being ended hears no answer; the model makes the call again when it goes on.
        if case .stopping = phase { return [] }
        let judged = offered.judged(tool, input, id: call, after: offeredCalls)
        let answer = answer(HostTools.answer(judged), message, id)
        guard !offeredCalls.contains(judged) else { return answer }
        offeredCalls.append(judged)
        return [.keep(judged), .sync] + answer
    }

    private func answer(_ result: JSONValue, _ message: JSONValue, _ id: String) -> [Action] {
        [.send(ClaudeControl.mcp(id, HostTools.result(result, to: message)))]
    }
}

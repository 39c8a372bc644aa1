import Domain

/// How a task went from agent to agent.
struct HandoffChain: Sendable {
    struct Turn: Sendable {
        let agent: AgentID?
        let name: String
        let text: String
    }

    var shared: SharedContext
    /// What was said.
    var turns: [Turn] = []
    var turnCount = 0
    /// Whom it was handed over to, oldest first.
    var handoffs: [AgentID] = []
    var visits: [AgentID: Int] = [:]
    var usage: [AgentID: Usage] = [:]
    /// Refused handoffs in a row.
    var mistakes = 0
    /// How many handoffs of the operator were obeyed.
    var obeyed = 0
    var result: TaskResult?

    init(shared: SharedContext) {
        self.shared = shared
    }

    /// The reasons for which a chain may be ended.
    static let limits = ["max_handoffs", "max_turns", "repetition", "max_visits", "handoff"]

    func over(_ result: TaskResult) -> HandoffChain {
        var chain = self
        chain.result = result
        return chain
    }

    /// Why a further handoff would be one too many; nil when it is allowed.
    func limit(of target: AgentID, _ configuration: WorkflowConfiguration) -> String? {
        if handoffs.count >= configuration.integer("max_handoffs") ?? 20 { return "max_handoffs" }
        if let most = configuration.integer("max_visits"), visits[target, default: 0] >= most { return "max_visits" }
        let window = configuration.integer("repetition_window") ?? 8
        let recent = (handoffs + [target]).suffix(window)
        let isRepeating = recent.count == window && Set(recent).count < configuration.integer("repetition_agents") ?? 3
        return isRepeating ? "repetition" : nil
    }

    /// The conversation as the next agent sees it.
    func conversation(_ configuration: WorkflowConfiguration) -> String {
        let seen: ArraySlice<Turn> =
            switch configuration.text("context_filter") {
            case "none": []
            case "last": turns.suffix(configuration.integer("context_last") ?? 3)
            default: turns[...]
            }
        let isShort = configuration.text("context_filter") == "summary"
        return seen.map { turn in
            let text = isShort ? String(turn.text.prefix { !$0.isNewline }.prefix(200)) : turn.text
            return "\(turn.name): \(text)"
        }.joined(separator: "\n\n")
    }
}

import Domain

/// The tools by which the active agent of a swarm ends its turn: one for each agent it may hand over to, and `done`.
struct SwarmTools: Sendable {
    private static let done = "done"
    /// The model sees it behind a prefix of its backend's, and all of it may have 64 characters.
    private static let longestName = 36

    private let targets: [(tool: String, to: String, words: String)]
    private let shared: SharedContext
    private let mistakesLeft: Int

    /// - Parameter mistakesLeft: so many wrong calls end the chain.
    init(targets: [Agent], takesPerson: Bool, shared: SharedContext, mistakesLeft: Int) {
        var names: Set<String> = []
        var tools = targets.map { agent in
            var name = Self.name(of: agent)
            if !names.insert(name).inserted { name = "\(name.prefix(Self.longestName - 9))_\(agent.id.rawValue.suffix(8))" }
            return (tool: "transfer_to_\(name)", to: agent.id.rawValue, words: agent.introduction)
        }
        if takesPerson { tools.append(("transfer_to_person", "person", "- a person, who can decide what agents may not")) }
        self.targets = tools
        self.shared = shared
        self.mistakesLeft = mistakesLeft
    }

    var offered: OfferedTools {
        OfferedTools(
            targets.map(transfer) + [finish], mostMistakes: mistakesLeft,
            byRule: .init(tool: Self.done, input: [:]))
    }

    /// What an execution's output says that its agent decided.
    func turn(_ output: [String: JSONValue]) -> SwarmTurn {
        let calls = (output["offered_calls"]?.arrayValue ?? []).compactMap(OfferedCall.init)
        guard let call = calls.first(where: { $0.standing == .counted }) else {
            let refused = calls.filter { $0.standing == .refused }
            return refused.last.map { .mistake($0.answer, count: refused.count) } ?? .silence
        }
        let patch = SwarmTurn.Patch(
            values: call.input["context_patch"]?.objectValue ?? [:],
            version: call.input["context_version"]?.integerValue.map(Int.init))
        guard let target = targets.first(where: { $0.tool == call.tool }) else {
            return .done(call.input["result"] ?? output["result"] ?? "", patch)
        }
        return .handoff(to: target.to, reason: call.input["reason"]?.stringValue ?? "", patch)
    }

    private func transfer(_ target: (tool: String, to: String, words: String)) -> OfferedTool {
        OfferedTool(
            target.tool,
            "Hands the task over to this agent, which goes on with it; then end your turn with a message for it.\n"
                + target.words,
            inputSchema: schema(["reason": ["type": "string"]], required: ["reason"]),
            answer: "The task is handed over. End your turn now, with a message for whoever goes on.")
    }

    private var finish: OfferedTool {
        OfferedTool(
            Self.done, "Says that the task is done. 'result' is what is handed in; without it your last message is.",
            inputSchema: schema(["result": ["type": "string"]], required: []),
            answer: "The task is done. End your turn now.")
    }

    /// The own members of a tool, and the patch of the shared variables, which keep their types.
    private func schema(_ own: [String: JSONValue], required: [JSONValue]) -> JSONValue {
        let types = shared.variables.compactMapValues(\.typeSchema)
        let patch: [String: JSONValue] = [
            "context_patch": [
                "type": "object", "description": "Changes of the shared variables.", "properties": .object(types),
            ],
            "context_version": ["type": "integer", "enum": [.integer(Int64(shared.version))]],
        ]
        return ["type": "object", "required": .array(required), "properties": .object(own.merging(patch) { $1 })]
    }

    /// An agent's name in the letters that a tool's name may have.
    private static func name(of agent: Agent) -> String {
        let words = agent.name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let name = words.joined(separator: "_").prefix(longestName - 12)
        return name.isEmpty ? "agent_\(agent.id.rawValue.suffix(8))" : String(name)
    }
}

extension JSONValue {
    /// The schema of values of the same type; nil for null, which may become anything.
    fileprivate var typeSchema: JSONValue? {
        switch self {
        case .null: nil
        case .bool: ["type": ["boolean", "null"]]
        case .integer, .number: ["type": ["number", "null"]]
        case .string: ["type": ["string", "null"]]
        case .array: ["type": ["array", "null"]]
        case .object: ["type": ["object", "null"]]
        }
    }
}

import Domain

/// What an active agent decides at the end of its turn.
enum SwarmTurn: Sendable, Hashable {
    case handoff(to: String, reason: String)
    case done(JSONValue)
    /// Neither.
    case silence

    init(_ output: [String: JSONValue]) {
        let decision = output["structured"] ?? JSONValue(embeddedIn: output["result"]?.stringValue ?? "") ?? .null
        switch decision["action"] {
        case "handoff":
            self = .handoff(to: decision["to"]?.stringValue ?? "", reason: decision["reason"]?.stringValue ?? "")
        case "done":
            self = .done(decision["result"] ?? output["result"] ?? "")
        default:
            self = .silence
        }
    }

    /// What the agent said to whoever comes next.
    static func message(in output: [String: JSONValue]) -> String {
        output["structured"]?["message"]?.stringValue ?? output["result"]?.stringValue ?? ""
    }

    /// - Parameter targets: the only ones that may be handed over to.
    static func schema(_ targets: [String]) -> JSONValue {
        let actions: [JSONValue] = targets.isEmpty ? ["done"] : ["handoff", "done"]
        return [
            "type": "object", "required": ["action", "message"],
            "properties": [
                "action": ["type": "string", "enum": .array(actions)],
                "to": ["type": "string", "enum": .array(targets.map { .string($0) })],
                "reason": ["type": "string"], "message": ["type": "string"], "result": ["type": "string"],
                "context_patch": ["type": "object"], "context_version": ["type": "integer"],
            ],
        ]
    }
}

/// Variables that the agents of a swarm share; they keep their types, and a patch made on an old version is refused.
struct SharedContext: Sendable, Codable {
    private(set) var variables: [String: JSONValue]
    private(set) var version = 0

    init(_ variables: [String: JSONValue]) {
        self.variables = variables
    }

    /// Takes over what a turn changed.
    /// - Returns: why it is refused; nil when it was taken over.
    mutating func apply(_ patch: [String: JSONValue], madeOn base: Int?) -> String? {
        guard !patch.isEmpty else { return nil }
        if let base, base != version {
            return "context_patch was made on version \(base), and the context is at version \(version) now"
        }
        for (name, value) in patch {
            if let old = variables[name], !old.hasType(of: value) { return "'\(name)' should keep its type" }
        }
        variables.merge(patch) { $1 }
        version += 1
        return nil
    }
}

extension JSONValue {
    fileprivate func hasType(of other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, _), (_, .null), (.bool, .bool), (.string, .string), (.array, .array), (.object, .object): true
        case (.integer, .integer), (.integer, .number), (.number, .integer), (.number, .number): true
        default: false
        }
    }
}

import Domain

/// What an active agent decides in its turn.
enum SwarmTurn: Sendable, Hashable {
    case handoff(to: String, reason: String, Patch)
    case done(JSONValue, Patch)
    /// It tried to, and did it wrongly.
    case mistake(String, count: Int)
    /// Nothing.
    case silence

    /// What it changes of the shared variables.
    struct Patch: Sendable, Hashable {
        var values: [String: JSONValue] = [:]
        /// Of the variables it was made on; nil for whichever.
        var version: Int?
    }

    /// What it changes; nothing where nothing was decided.
    var patch: Patch {
        switch self {
        case .handoff(_, _, let patch), .done(_, let patch): patch
        case .mistake, .silence: Patch()
        }
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
    mutating func apply(_ patch: SwarmTurn.Patch) -> String? {
        guard !patch.values.isEmpty else { return nil }
        if let base = patch.version, base != version {
            return "context_patch was made on version \(base), and the context is at version \(version) now"
        }
        for (name, value) in patch.values {
            if let old = variables[name], !old.hasType(of: value) { return "'\(name)' should keep its type" }
        }
        variables.merge(patch.values) { $1 }
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

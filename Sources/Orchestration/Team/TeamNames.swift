import Domain

/// What a team's agents, or its tasks, are called in its file: by key, else by name, whatever the case.
struct TeamNames: Sendable {
    /// Such as `agent`, for messages.
    let kind: String
    private var keys: [String: String] = [:]
    private var names: [String: [String]] = [:]
    /// From id to the name that people know.
    private(set) var labels: [String: String] = [:]

    init(kind: String) {
        self.kind = kind
    }

    /// - Returns: false when the key is taken.
    mutating func add(_ id: String, key: String?, name: String) -> Bool {
        labels[id] = name
        names[name.lowercased(), default: []].append(id)
        guard let key else { return true }
        guard keys[key.lowercased()] == nil else { return false }
        keys[key.lowercased()] = id
        return true
    }

    /// The id behind a name.
    func id(of name: String) throws(UnknownName) -> String {
        if let id = keys[name.lowercased()] { return id }
        let ids = names[name.lowercased()] ?? []
        if ids.count == 1 { return ids[0] }
        let known = labels.values.sorted().map { "'\($0)'" }.joined(separator: ", ")
        throw UnknownName(
            reason: ids.isEmpty
                ? "there is no \(kind) '\(name)' here; there is \(known.isEmpty ? "none" : known)"
                : "\(ids.count) \(kind)s are called '\(name)': give each a \"key\", and name that")
    }
}

/// A name that stands for nothing, or for too much.
struct UnknownName: Error {
    let reason: String
}

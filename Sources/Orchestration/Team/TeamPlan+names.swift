import Domain

/// What stands behind the names of a team's file, and what is wrong with them.
extension TeamPlan {
    /// The ids of one name or a list of them; what is neither is left for the draft to refuse.
    mutating func ids(_ value: JSONValue?, _ names: TeamNames, _ place: [String]) -> JSONValue? {
        if let name = value?.stringValue { return .array(id(of: name, names, place).map { [.string($0)] } ?? []) }
        guard let texts = value?.arrayValue?.compactMap(\.stringValue), texts.count == value?.arrayValue?.count else {
            return value
        }
        return .array(texts.enumerated().compactMap { id(of: $1, names, place + [String($0)]) }.map { .string($0) })
    }

    mutating func id(of name: String, _ names: TeamNames, _ place: [String]) -> String? {
        do throws(UnknownName) {
            return try names.id(of: name)
        } catch {
            issues.append(FieldIssue(loc: place, msg: error.reason, type: "unknown_name"))
            return nil
        }
    }

    mutating func refuseKey(_ entry: TeamEntry) {
        issues.append(
            FieldIssue(
                loc: entry.place + ["key"], msg: "'\(entry.key ?? "")' is the key of another one already", type: "taken"))
    }

    mutating func refuseUnknownFields(_ entry: TeamEntry, _ known: [String]) {
        var fields = FieldReader(entry.json.objectValue == nil ? [:] : entry.json, at: entry.place)
        fields.refuseUnknown(besides: known)
        issues += fields.issues
    }

    mutating func add(_ error: any Error, besides fields: Set<String> = []) {
        guard case .invalid(let found) = error as? DomainError else { return }
        issues += found.filter { !fields.contains($0.loc.last ?? "") }.map { $0.moved(to: nil, labels) }
    }

    var labels: [String: String] { agentNames.labels.merging(taskNames.labels) { $1 } }
}

extension FieldIssue {
    /// The issue in the words of a team's file.
    /// - Parameter place: where it stands, instead of `body`; nil when the issue knows.
    func moved(to place: [String]?, _ labels: [String: String]) -> FieldIssue {
        let fields = ["agent_ids": "agents", "task_ids": "tasks", "assigned_agent_ids": "agents"]
        let loc = (place.map { $0 + self.loc.dropFirst() } ?? self.loc).map { labels[$0] ?? fields[$0] ?? $0 }
        var words = msg
        for (id, label) in labels where words.contains(id) { words = words.replacing(id, with: label) }
        for (wire, field) in fields where words.contains(wire) { words = words.replacing(wire, with: field) }
        return FieldIssue(loc: loc, msg: words, type: type)
    }
}

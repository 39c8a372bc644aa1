import Domain

/// Puts other names in place of the agents and tasks that a pattern's configuration names: ids for a file's names when a
/// team is read, a file's names for ids when it is exported.
struct ConfigurationNames {
    /// - Parameters: the name, and where it stands in the configuration.
    typealias Renaming = (_ name: String, _ place: [String]) -> String

    let agent: Renaming
    let task: Renaming

    func renamed(_ configuration: [String: JSONValue]) -> [String: JSONValue] {
        var renamed = configuration
        for (key, value) in configuration.sorted(by: { $0.key < $1.key }) {
            switch key {
            case "quality_gates", "rules": renamed[key] = entries(value, [key])
            case "handoffs": renamed[key] = handoffs(value)
            case _ where key.hasSuffix("agent_id"): renamed[key] = text(value, [key], agent)
            default: break
            }
        }
        return renamed
    }

    private func text(_ value: JSONValue, _ place: [String], _ rename: Renaming) -> JSONValue {
        value.stringValue.map { .string(rename($0, place)) } ?? value
    }

    /// Gates and rules: lists of objects with `agent_id`, and `tasks`.
    private func entries(_ value: JSONValue, _ place: [String]) -> JSONValue {
        guard let entries = value.arrayValue else { return value }
        return .array(
            entries.enumerated().map { index, entry in
                guard var fields = entry.objectValue else { return entry }
                let place = place + [String(index)]
                if let named = fields["agent_id"] { fields["agent_id"] = text(named, place + ["agent_id"], agent) }
                if let tasks = fields["tasks"]?.arrayValue {
                    fields["tasks"] = .array(tasks.map { text($0, place + ["tasks"], task) })
                }
                return .object(fields)
            })
    }

    private func handoffs(_ value: JSONValue) -> JSONValue {
        guard let from = value.objectValue else { return value }
        var renamed: [String: JSONValue] = [:]
        for (name, targets) in from.sorted(by: { $0.key < $1.key }) {
            let place = ["handoffs", name]
            renamed[agent(name, place)] =
                targets.arrayValue.map { .array($0.map { $0 == "person" ? $0 : text($0, place, agent) }) } ?? targets
        }
        return .object(renamed)
    }
}

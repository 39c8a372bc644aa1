/// The agents that a configuration names.
extension WorkflowConfiguration {
    /// - Parameters:
    ///   - location: where it stands in what was sent, for messages.
    ///   - known: the agents of the pattern.
    /// - Throws: ``DomainError/invalid(_:)`` naming every other one.
    public func requireAgents(in known: [AgentID], at location: [String]) throws(DomainError) {
        let known = Set(known)
        let issues = namedAgents.filter { !known.contains($0.agent) }.map { path, agent in
            FieldIssue(loc: location + path, msg: "'\(agent)' is not one of agent_ids", type: "unknown_agent")
        }
        if !issues.isEmpty { throw .invalid(issues) }
    }

    private var namedAgents: [(path: [String], agent: AgentID)] {
        let keys = values.keys.sorted().filter { ConfigurationOption.isAgent($0) }
        var named = keys.compactMap { key in agent(key).map { (path: [key], agent: $0) } }
        for (index, gate) in gates.enumerated() {
            guard case .reviewer(let reviewer?, _) = gate.kind else { continue }
            named.append((["quality_gates", String(index), "agent_id"], reviewer))
        }
        for (index, rule) in rules.enumerated() { named.append((["rules", String(index), "agent_id"], rule.agentID)) }
        for (from, targets) in (self["handoffs"].objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            let ids = [from] + (targets.arrayValue ?? []).compactMap(\.stringValue).filter { $0 != "person" }
            named += ids.map { (["handoffs", from], AgentID(rawValue: $0)) }
        }
        return named
    }
}

extension ConfigurationOption {
    fileprivate static func isAgent(_ key: String) -> Bool {
        if case .agent = named(key)?.kind { true } else { false }
    }
}

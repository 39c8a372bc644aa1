/// How agents work together on tasks.
public enum WorkflowType: String, Sendable, Codable, CaseIterable {
    case sequential, parallel, orchestrator, router
    case evaluatorOptimizer = "evaluator_optimizer"
    case swarm, adaptive

    /// Reads a type in any letter case: the seed's client writes `PARALLEL`.
    public init?(anyCase text: String) {
        self.init(rawValue: text.lowercased())
    }
}

extension FieldReader {
    /// A workflow type in any letter case, or nil when it is missing or null.
    mutating func workflowType(_ name: String, default present: WorkflowType? = nil) -> WorkflowType? {
        guard contains(name) else { return present }
        guard let value = value(name) else { return nil }
        if let text = value.stringValue, let type = WorkflowType(anyCase: text) { return type }
        let allowed = WorkflowType.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        add(name, "should be one of \(allowed)", "enum")
        return nil
    }
}

public import Domain

/// Which type of workflow fits some agents and tasks, and what to expect of it.
public struct WorkflowAnalysis: Sendable {
    public let recommended: WorkflowType
    /// 0–1.
    public let confidence: Double
    /// The rules that fired, in words.
    public let reasons: [String]
    public let agentCompatibility: [String: JSONValue]
    public let taskComplexity: [String: JSONValue]
    /// Minutes; nil where too little is known.
    public let estimatedMinutes: Double?
    public let resources: [String: JSONValue]
    public let risks: [String]
    public let suggestions: [String]
    /// What it is based on.
    public let basis: [String: JSONValue]
}

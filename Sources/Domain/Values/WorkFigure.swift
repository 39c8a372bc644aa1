/// How many executions there are of one kind, how long they took and what they cost.
public struct WorkFigure: Sendable, Hashable {
    /// Nil for executions of one agent.
    public let type: WorkflowType?
    public let status: ExecutionStatus
    public let count: Int
    /// All of those that are over together; 0 for others.
    public let seconds: Double
    public let usage: Usage

    public init(type: WorkflowType?, status: ExecutionStatus, count: Int, seconds: Double, usage: Usage) {
        self.type = type
        self.status = status
        self.count = count
        self.seconds = seconds
        self.usage = usage
    }
}

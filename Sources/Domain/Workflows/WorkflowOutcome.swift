/// What came of a pattern: the output of its run. Limits reached and tasks that failed are part of it, not errors.
public struct WorkflowOutcome: Sendable, Hashable, Codable {
    public var status: Status
    /// What is handed in for the whole, such as a synthesis or the best candidate; nil when there is nothing.
    public var result: JSONValue?
    /// One for each task, in the order in which they were given; tasks that a plan made come last.
    public var results: [TaskResult]
    /// Tasks that failed.
    public var failed: [TaskID]
    /// Tasks that were never begun.
    public var skipped: [TaskID]
    /// Tasks without a result that counts.
    public var missing: [TaskID]
    /// Why it ended before everything was done, such as `budget:cost_usd` or `max_iterations`; nil when it did not.
    public var endedBy: String?
    /// In words, for people.
    public var message: String?
    /// Figures and facts of the pattern, all of them measured.
    public var summary: [String: JSONValue]
    /// Durations and concurrency, unless `performance_monitoring` is false.
    public var metrics: [String: JSONValue]
    public var usage: Usage
    public var modelCalls: Int
    public var iterations: Int

    /// How the whole ended.
    public enum Status: String, Sendable, Codable, CaseIterable {
        /// Everything asked for was done.
        case completed
        /// Something counts, something failed, was skipped or is missing.
        case completedWithFailures = "completed_with_failures"
        /// Nothing came of it that counts.
        case failed

        /// What the workflow execution is called with it.
        public var executionStatus: ExecutionStatus {
            switch self {
            case .completed, .completedWithFailures: .completed
            case .failed: .failed
            }
        }
    }

    public init(status: Status, results: [TaskResult] = []) {
        self.status = status
        self.results = results
        failed = []
        skipped = []
        missing = []
        summary = [:]
        metrics = [:]
        usage = .unknown
        modelCalls = 0
        iterations = 0
    }

    private enum CodingKeys: String, CodingKey {
        case status, result, results, failed, skipped, missing, message, summary, metrics, usage, iterations
        case endedBy = "ended_by"
        case modelCalls = "model_calls"
    }
}

/// One agent at work on one task.
public struct Execution: Sendable, Hashable {
    public var id: ExecutionID
    public var taskID: TaskID
    public var agentID: AgentID
    public var workflowExecutionID: String?
    public var status: ExecutionStatus
    public var workDirectory: String
    /// What came of it; empty until then.
    public var output: [String: JSONValue]
    /// The agent's last words, and what it used to find them.
    public var agentResponse: [String: JSONValue]
    public var errorMessage: String?
    public var errorDetails: [String: JSONValue]
    public var startTime: Timestamp
    public var endTime: Timestamp?
    /// It waits for a person.
    public var needsInteraction: Bool
    public var usage: Usage
    /// Every call of a model it made, failed ones included.
    public var calls: [JSONValue]
    /// Who did the work, such as `claude_cli`; nil until it is known.
    public var method: String?
    /// It was not a model that did the work.
    public var isDegraded: Bool
    /// The execution that this one repeats.
    public var rerunOf: ExecutionID?
    /// Who started it; nil where that was nobody, or was not kept.
    public var startedBy: Author?

    public init(id: ExecutionID, taskID: TaskID, agentID: AgentID, workDirectory: String, startTime: Timestamp) {
        self.id = id
        self.taskID = taskID
        self.agentID = agentID
        self.workDirectory = workDirectory
        self.startTime = startTime
        status = .pending
        output = [:]
        agentResponse = [:]
        errorDetails = [:]
        needsInteraction = false
        usage = .unknown
        calls = []
        isDegraded = false
    }
}

/// Where an execution stands; the states of its run.
public enum ExecutionStatus: String, Sendable, Codable, CaseIterable {
    case pending, running, pausing, paused, waiting, aborting, completed, failed, aborted

    /// Nothing more will happen to it.
    public var isTerminal: Bool {
        switch self {
        case .completed, .failed, .aborted: true
        case .pending, .running, .pausing, .paused, .waiting, .aborting: false
        }
    }
}

/// One line of an execution's log.
public struct LogLine: Sendable, Hashable, Codable {
    public var timestamp: Timestamp
    public var level: Level
    public var message: String

    public enum Level: String, Sendable, Codable, CaseIterable {
        case info, warning, error
    }

    public init(timestamp: Timestamp, level: Level, message: String) {
        self.timestamp = timestamp
        self.level = level
        self.message = message
    }
}

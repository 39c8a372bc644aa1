import Domain
import Orchestration

/// An execution as it goes over the wire.
struct ExecutionWire: Encodable {
    let execution: Execution
    let waitingFor: WaitingReason?
    /// Nil in lists.
    var logs: [LogLine]?
    var questions: [OpenQuestion]?

    init(_ view: ExecutionView) {
        execution = view.execution
        waitingFor = view.waitingFor
    }

    init(_ details: ExecutionDetails) {
        self.init(details.view)
        logs = details.logs
        questions = details.questions
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(execution.id, forKey: .id)
        try container.encode(execution.id, forKey: .executionID)
        try container.encode(execution.taskID, forKey: .taskID)
        try container.encode(execution.agentID, forKey: .agentID)
        try container.encode(execution.workflowExecutionID, forKey: .workflowExecutionID)
        try container.encode(execution.status, forKey: .status)
        try container.encode(execution.workDirectory, forKey: .workDirectory)
        try container.encode(execution.output, forKey: .output)
        try container.encode(execution.agentResponse, forKey: .agentResponse)
        try container.encode(execution.errorMessage, forKey: .errorMessage)
        try container.encode(execution.errorDetails, forKey: .errorDetails)
        try container.encode(execution.startTime, forKey: .startTime)
        try container.encode(execution.endTime, forKey: .endTime)
        try container.encode(duration, forKey: .durationSeconds)
        try container.encode(execution.needsInteraction, forKey: .needsInteraction)
        try container.encode(waitingFor, forKey: .waitingFor)
        try container.encode(execution.usage, forKey: .usage)
        try container.encode(execution.calls, forKey: .apiCallsMade)
        try container.encode(execution.method, forKey: .method)
        try container.encode(execution.isDegraded, forKey: .degraded)
        try container.encode(execution.rerunOf, forKey: .rerunOf)
        try container.encode(execution.startedBy, forKey: .startedBy)
        try container.encodeIfPresent(logs, forKey: .logs)
        try container.encodeIfPresent(questions, forKey: .interactions)
    }

    private var duration: Double? {
        execution.endTime.map { $0.seconds(since: execution.startTime) }
    }

    private enum CodingKeys: String, CodingKey {
        case id, status, output, logs, interactions, usage, method, degraded
        case executionID = "execution_id"
        case taskID = "task_id"
        case agentID = "agent_id"
        case workflowExecutionID = "workflow_execution_id"
        case workDirectory = "work_directory"
        case agentResponse = "agent_response"
        case errorMessage = "error_message"
        case errorDetails = "error_details"
        case startTime = "start_time"
        case endTime = "end_time"
        case durationSeconds = "duration_seconds"
        case needsInteraction = "needs_interaction"
        case waitingFor = "waiting_for"
        case apiCallsMade = "api_calls_made"
        case rerunOf = "rerun_of"
        case startedBy = "started_by"
    }
}

/// The answer to a start.
struct ExecutionStartWire: Encodable {
    let executionID: ExecutionID
    let taskID: TaskID
    let agentID: AgentID
    let status = "started"
    let message: String
    let startedAt: Timestamp

    init(_ execution: Execution) {
        executionID = execution.id
        taskID = execution.taskID
        agentID = execution.agentID
        message = "The execution has started; follow it at /api/execution/\(execution.id) or on the WebSocket."
        startedAt = execution.startTime
    }

    enum CodingKeys: String, CodingKey {
        case status, message
        case executionID = "execution_id"
        case taskID = "task_id"
        case agentID = "agent_id"
        case startedAt = "started_at"
    }
}

/// The answer to pause, resume, abort and input.
struct ControlWire: Encodable {
    let status: String
    let executionID: String
    let message: String
    let success = true

    init(_ outcome: ControlOutcome) {
        status = outcome.state.rawValue
        executionID = outcome.id
        message = "The \(outcome.kind) is \(outcome.state.rawValue) \(outcome.isNew ? "now" : "already")."
    }

    enum CodingKeys: String, CodingKey {
        case status, message, success
        case executionID = "execution_id"
    }
}

/// An event of an execution's journal.
struct JournalEventWire: Encodable {
    let stored: StoredEvent
    let data: JSONValue

    init(_ stored: StoredEvent) throws {
        self.stored = stored
        data = try JSONValue(parsing: stored.event.data.utf8)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(stored.event.type, forKey: .type)
        try container.encode(stored.event.name, forKey: .event)
        try container.encode(data, forKey: .data)
        try container.encode(data["seq"], forKey: .seq)
        try container.encode(stored.event.timestamp, forKey: .timestamp)
        try container.encode(stored.cursor, forKey: .cursor)
    }

    private enum CodingKeys: String, CodingKey {
        case type, event, data, seq, timestamp, cursor
    }
}

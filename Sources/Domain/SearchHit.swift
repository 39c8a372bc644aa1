/// Something that contains a text that was looked for.
public struct SearchHit: Sendable, Hashable, Encodable {
    /// What can be found, in the order in which it is shown.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case agent, task, pattern
        case workflowExecution = "workflow_execution"
        case execution
        /// Something that happened in an execution or a workflow execution.
        case event
    }

    public var kind: Kind
    /// For an event, the id of the run in which it happened.
    public var id: String
    public var title: String
    /// The text around the first place; empty where the title says it all.
    public var snippet: String
    public var status: String?
    public var executionID: String?
    public var workflowExecutionID: String?
    public var timestamp: Timestamp

    public init(
        _ kind: Kind, id: String, title: String, snippet: String = "", status: String? = nil, executionID: String? = nil,
        workflowExecutionID: String? = nil, timestamp: Timestamp
    ) {
        self.kind = kind
        self.id = id
        self.title = title
        self.snippet = snippet
        self.status = status
        self.executionID = executionID
        self.workflowExecutionID = workflowExecutionID
        self.timestamp = timestamp
    }

    /// The part of a text around the first place where another stands, on one line.
    public static func snippet(of text: String, around word: String, reach: Int = 60) -> String {
        let flat = text.replacing(/\s+/, with: " ")
        guard let place = flat.lowercased().firstRange(of: word.lowercased()) else { return "" }
        let offset = flat.lowercased().distance(from: flat.lowercased().startIndex, to: place.lowerBound)
        let (from, to) = (max(0, offset - reach), min(flat.count, offset + word.count + reach))
        let part = flat.dropFirst(from).prefix(to - from)
        return (from > 0 ? "…" : "") + part + (to < flat.count ? "…" : "")
    }

    private enum CodingKeys: String, CodingKey {
        case kind, id, title, snippet, status, timestamp
        case executionID = "execution_id"
        case workflowExecutionID = "workflow_execution_id"
    }
}

/// A part of a long list.
public struct Page: Sendable, Hashable {
    public var limit: Int
    public var offset: Int

    public init(limit: Int = 1000, offset: Int = 0) {
        self.limit = limit
        self.offset = offset
    }
}

/// A part of a long list with the length of the whole.
public struct Paged<Item: Sendable>: Sendable {
    public let items: [Item]
    public let total: Int
    public let page: Page

    public init(items: [Item], total: Int, page: Page) {
        self.items = items
        self.total = total
        self.page = page
    }
}

/// Which agents to list; nil means any.
public struct AgentFilter: Sendable, Hashable {
    public var status: AgentStatus?
    /// In the name, the role or the description.
    public var text: String?

    public init(status: AgentStatus? = nil, text: String? = nil) {
        self.status = status
        self.text = text
    }
}

/// Which tasks to list; nil means any.
public struct TaskFilter: Sendable, Hashable {
    public var status: TaskStatus?
    public var priority: TaskPriority?
    public var agent: AgentID?
    /// In the title or the description.
    public var text: String?

    public init(status: TaskStatus? = nil, priority: TaskPriority? = nil, agent: AgentID? = nil, text: String? = nil) {
        self.status = status
        self.priority = priority
        self.agent = agent
        self.text = text
    }
}

/// Which executions to list; nil means any.
public struct ExecutionFilter: Sendable, Hashable {
    public var status: ExecutionStatus?
    public var task: TaskID?
    public var agent: AgentID?
    public var workflow: WorkflowExecutionID?

    public init(
        status: ExecutionStatus? = nil, task: TaskID? = nil, agent: AgentID? = nil, workflow: WorkflowExecutionID? = nil
    ) {
        self.status = status
        self.task = task
        self.agent = agent
        self.workflow = workflow
    }
}

/// Which workflow executions to list; nil means any.
public struct WorkflowExecutionFilter: Sendable, Hashable {
    public var status: ExecutionStatus?
    public var pattern: WorkflowPatternID?

    public init(status: ExecutionStatus? = nil, pattern: WorkflowPatternID? = nil) {
        self.status = status
        self.pattern = pattern
    }
}

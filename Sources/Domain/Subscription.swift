/// Which events a client wants.
public enum Subscription: Sendable, Hashable {
    case all, agents, tasks, executions, workflows
    case execution(String)
    case workflow(String)

    /// Reads `all`, `agents`, `tasks`, `executions`, `workflows`, `execution:<id>` or `workflow:<id>`.
    public init?(_ text: String) {
        switch text {
        case "all": self = .all
        case "agents": self = .agents
        case "tasks": self = .tasks
        case "executions": self = .executions
        case "workflows": self = .workflows
        default:
            let parts = text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "execution": self = .execution(String(parts[1]))
            case "workflow": self = .workflow(String(parts[1]))
            default: return nil
            }
        }
    }

    /// Whether an event belongs to it; a model's words belong to the execution, and to what contains it.
    public func contains(_ event: Event) -> Bool {
        switch self {
        case .all: true
        case .agents: event.type == .agent
        case .tasks: event.type == .task
        case .executions: event.type == .execution || event.type == .output
        case .workflows: event.type == .workflow
        case .execution(let id): event.subject.execution == id
        case .workflow(let id): event.subject.workflow == id
        }
    }
}

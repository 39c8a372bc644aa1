import Domain
import SQL

extension Event {
    static func created(_ agent: Agent, at now: Timestamp) throws -> Event {
        try about(agent, "created", at: now)
    }

    static func updated(_ agent: Agent, at now: Timestamp) throws -> Event {
        try about(agent, "updated", at: now)
    }

    static func deleted(_ agent: Agent, at now: Timestamp) throws -> Event {
        try about(agent, "deleted", at: now)
    }

    static func created(_ task: AgentTask, at now: Timestamp) throws -> Event {
        try about(task, "created", at: now)
    }

    static func updated(_ task: AgentTask, at now: Timestamp) throws -> Event {
        try about(task, "updated", at: now)
    }

    static func deleted(_ task: AgentTask, at now: Timestamp) throws -> Event {
        try about(task, "deleted", at: now)
    }

    private static func about(_ agent: Agent, _ name: String, at now: Timestamp) throws -> Event {
        let data = ["id": agent.id.rawValue, "name": agent.name, "status": agent.status.rawValue]
        return Event(type: .agent, name: name, data: try JSONColumn.encode(data), timestamp: now)
    }

    private static func about(_ task: AgentTask, _ name: String, at now: Timestamp) throws -> Event {
        let data = [
            "id": task.id.rawValue, "title": task.title, "status": task.status.rawValue, "priority": task.priority.rawValue,
        ]
        return Event(type: .task, name: name, data: try JSONColumn.encode(data), timestamp: now)
    }
}

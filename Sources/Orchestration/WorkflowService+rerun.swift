public import Domain
import DurableExecution
import Persistence

/// Finished workflow executions, done once more.
extension WorkflowService {
    /// Repeats a finished workflow execution as a new one, from one of its steps on or as a whole: with the configuration it
    /// had, and with its agents and the words of its tasks as they are now. What cannot follow from the repeated steps is
    /// kept: not run again, not paid again.
    /// - Parameter id: the workflow execution.
    /// - Parameter idempotencyKey: a second re-run with it finds the first.
    /// - Parameter json: `{"from_step": …, "from_task": …}`, each a text or a list: paths of steps or branches, ids of tasks.
    /// - Throws: `DomainError`.
    public func rerun(
        _ id: WorkflowExecutionID, _ json: JSONValue, idempotencyKey: String?
    ) async throws -> WorkflowExecutionDetails {
        let key = idempotencyKey.map { "rerun/\(id)/\($0)" }
        if let key, let known = try await store.workflowExecution(withKey: key) { return try await details(known.id) }
        _ = try await execution(id)
        let targets = try RerunTargets(json)
        let previous = try await store.workflowOrder(id)
        let agents = try await store.agents(previous?.agents.map(\.id) ?? []).map(workspaces.confine)
        let tasks = try await store.tasks(previous?.tasks.map(\.id) ?? [])
        let record = try await control.rerun(id.rawValue, from: targets) { seed in
            var order = try seed.input.decode(WorkflowOrder.self)
            order.executionID = WorkflowExecutionID.make()
            order.agents = order.agents.map { agent in agents.first { $0.id == agent.id } ?? agent }
            order.tasks = order.tasks.map { task in task.worded(as: tasks.first { $0.id == task.id }) }
            return RunSeed(
                id: RunID(rawValue: order.executionID.rawValue), workflow: seed.workflow, version: seed.version,
                lane: seed.lane, input: try JSONText(order), labels: order.labels, priority: seed.priority,
                idempotencyKey: key)
        }
        return try await details(WorkflowExecutionID(rawValue: record.id.rawValue))
    }
}

extension WorkflowService {
    /// What a re-run would keep and repeat; nothing is started.
    /// - Parameter id: the workflow execution.
    /// - Parameter json: as for a re-run.
    /// - Throws: `DomainError`.
    public func rerunPlan(_ id: WorkflowExecutionID, _ json: JSONValue) async throws -> RerunPlan {
        _ = try await execution(id)
        let kept = try await control.keptSteps(of: id.rawValue, from: RerunTargets(json))
        let children = Set(kept.filter { $0.start.kind == .child }.map(\.start.callID))
        let executions = try await store.executions(of: id)
        return RerunPlan(
            kept: executions.filter { children.contains($0.id.rawValue) },
            repeated: executions.filter { !children.contains($0.id.rawValue) })
    }
}

/// What a re-run would do with the executions of the original.
public struct RerunPlan: Sendable, Encodable {
    public let keptExecutions: [ExecutionID]
    /// What these cost is not paid again.
    public let keptUsage: Usage
    /// Their tasks are done anew, as far as the re-run comes to them.
    public let repeatedExecutions: [ExecutionID]
    /// What these cost the first time.
    public let repeatedUsage: Usage

    init(kept: [Execution], repeated: [Execution]) {
        keptExecutions = kept.map(\.id)
        keptUsage = kept.map(\.usage).reduce(.unknown, +)
        repeatedExecutions = repeated.map(\.id)
        repeatedUsage = repeated.map(\.usage).reduce(.unknown, +)
    }

    private enum CodingKeys: String, CodingKey {
        case keptExecutions = "kept_executions"
        case keptUsage = "kept_usage"
        case repeatedExecutions = "repeated_executions"
        case repeatedUsage = "repeated_usage"
    }
}

extension ExecutionService {
    /// Repeats a finished execution as a new one, with its agent and the words of its task as they are now; it is one
    /// conversation, so there is no part of it to begin from.
    /// - Throws: `DomainError`.
    public func rerun(_ id: ExecutionID, _ json: JSONValue, idempotencyKey: String?) async throws -> Execution {
        let key = idempotencyKey.map { "rerun/\(id)/\($0)" }
        if let key, let known = try await store.execution(withKey: key) { return known }
        let execution = try await find(id)
        guard execution.workflowExecutionID == nil else {
            throw DomainError.conflict(
                "Execution \(id) is part of a workflow execution. Repeat that one from the step of this execution.",
                state: execution.status.rawValue,
                more: ["workflow_execution_id": execution.workflowExecutionID.map { .string($0) } ?? .null])
        }
        let next = ExecutionID.make()
        let agent = try await store.agent(execution.agentID).map(workspaces.confine)
        let task = try await store.task(execution.taskID)
        let record = try await control.rerun(id.rawValue, from: .everything) { seed in
            var order = try seed.input.decode(ExecutionOrder.self)
            order.agent = agent ?? order.agent
            order.task = order.task.worded(as: task)
            return RunSeed(
                id: RunID(rawValue: next.rawValue), workflow: seed.workflow, version: seed.version, lane: seed.lane,
                input: try JSONText(order), labels: order.labels(next), priority: seed.priority, idempotencyKey: key)
        }
        return try await find(ExecutionID(rawValue: record.id.rawValue))
    }
}

extension AgentTask {
    /// With the words of a later version; what it depends on and who may do it stay, for the kept steps followed from that.
    fileprivate func worded(as later: AgentTask?) -> AgentTask {
        guard let later else { return self }
        var task = self
        (task.title, task.description) = (later.title, later.description)
        (task.expectedOutput, task.resources) = (later.expectedOutput, later.resources)
        return task
    }
}

public import Domain
import DurableExecution
import Foundation
import Persistence
import Workflows

extension WorkflowService {
    /// Hands a swarm's task over to another agent, whatever the active one is about to decide; its turn is ended.
    /// - Parameter id: the workflow execution.
    /// - Parameter json: `{"agent_id": …, "task_id"?: …, "reason"?: …}`; without a task the one that is worked on.
    /// - Throws: `DomainError`.
    public func handOver(_ id: WorkflowExecutionID, _ json: JSONValue) async throws -> ControlOutcome {
        let execution = try await execution(id)
        var fields = FieldReader(json, at: ["body"])
        let agent = AgentID(rawValue: fields.text("agent_id", length: 1...100))
        let task = fields.optionalText("task_id").map(TaskID.init(rawValue:))
        let reason = fields.optionalText("reason") ?? "The operator decided it."
        try fields.finish()
        let active = try await active(in: execution, task)
        try await requireTarget(agent, in: execution, other: active.agentID)
        let handoff = OperatorHandoff(taskID: active.taskID, to: agent, reason: reason, at: .now)
        // Said first and durably: then the turn's end, however it comes, finds it.
        let outcome = try await engine.instruct(
            OperatorHandoff.prefix + UUID().uuidString.lowercased(), try JSONText(handoff), to: RunID(rawValue: id.rawValue))
        guard case .accepted(let state) = outcome else {
            throw DomainError.conflict("Workflow execution \(id) is over.", state: execution.status.rawValue)
        }
        // It may have become another one's turn meanwhile.
        for turn in try await turns(of: execution, active.taskID) where turn.agentID != agent {
            _ = try await engine.abort(RunID(rawValue: turn.id.rawValue))
        }
        return ControlOutcome(id.rawValue, "workflow execution", state, isNew: true)
    }

    /// The turn that is to end.
    private func active(in execution: WorkflowExecution, _ task: TaskID?) async throws -> Execution {
        guard execution.workflowType == .swarm else {
            throw DomainError.conflict(
                "Only a swarm hands over; workflow execution \(execution.id) is of type \(execution.workflowType.rawValue).",
                state: execution.status.rawValue)
        }
        guard let turn = try await turns(of: execution, task).first else {
            throw DomainError.conflict(
                "No agent is at work on it; wait for the next turn, or answer its open question.",
                state: execution.status.rawValue)
        }
        return turn
    }

    private func turns(of execution: WorkflowExecution, _ task: TaskID?) async throws -> [Execution] {
        try await store.executions(of: execution.id).filter {
            !$0.status.isTerminal && (task == nil || $0.taskID == task)
        }
    }

    private func requireTarget(_ agent: AgentID, in execution: WorkflowExecution, other active: AgentID) async throws {
        func refuse(_ message: String) -> DomainError {
            .invalid([FieldIssue(loc: ["body", "agent_id"], msg: message, type: "unknown_agent")])
        }
        let known = try await store.workflowOrder(execution.id)?.agents ?? []
        guard let target = known.first(where: { $0.id == agent }) else {
            throw refuse("should be an agent of the workflow; those are \(known.map(\.id.rawValue).joined(separator: ", "))")
        }
        if agent == active { throw refuse("should be another agent: \(target.name) is active") }
        if target.status == .stopped { throw refuse("should be in service: \(target.name) is stopped") }
    }
}

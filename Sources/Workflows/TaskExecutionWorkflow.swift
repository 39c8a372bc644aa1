public import Agents
public import Domain
public import DurableExecution

/// One agent at work on one task: the run behind every execution.
///
/// Each stretch of the conversation is a step of its own. A pause or a question ends the stretch; the next one continues
/// the same conversation.
public struct TaskExecutionWorkflow: Workflow {
    public static let name = "task_execution"
    public static let version = 1
    public static let lane = RunLane.work

    private let agents: AgentRuntime

    public init(agents: AgentRuntime) {
        self.agents = agents
    }

    public func run(_ context: WorkflowContext, _ order: ExecutionOrder) async throws -> ExecutionOutcome {
        do {
            return try await converse(context, order)
        } catch let failure as StepFailure {
            guard let fallback = order.fallback, failure.failure.kind != RunFailure.nondeterminism else { throw failure }
            return try await fallBack(context, order, to: fallback, after: failure.failure)
        }
    }

    private func converse(_ context: WorkflowContext, _ order: ExecutionOrder) async throws -> ExecutionOutcome {
        let began = try await context.now()
        let deadline = order.timeout.map { Timestamp(milliseconds: began.milliseconds + Int64($0 * 1000)) }
        var conversation = Conversation(sessionID: try await context.uuid())
        while true {
            let reply = try await work(context, order, conversation, deadline)
            switch reply.ending {
            case .completed:
                return try outcome(of: reply, order, backend: agents.backend(for: order))
            case .paused(let token):
                conversation.continuation = .init(reason: .resumed, token: token)
            case .asked(let interaction, let token):
                let answer = try await answer(to: interaction, context)
                conversation.continuation = .init(reason: .answered(interaction, answer), token: token)
            case .aborted:
                // The next step is refused and unwinds the run.
                conversation.continuation = .init(reason: .resumed)
            }
        }
    }

    private func work(
        _ context: WorkflowContext, _ order: ExecutionOrder, _ conversation: Conversation, _ deadline: Timestamp?
    ) async throws -> ModelReply {
        let options = StepOptions(
            retry: RetryPolicy(attempts: order.retries + 1, initial: .seconds(2), longest: .seconds(120)),
            isAnnounced: true, stopsItself: true)
        return try await context.step("work", options) { [agents] attempt in
            try await agents.work(
                order, in: conversation.after(attempt.failures.last), callID: attempt.callID, deadline: deadline,
                StepLink(attempt))
        }
    }

    private func answer(to interaction: Interaction, _ context: WorkflowContext) async throws -> InteractionAnswer {
        let json: JSONValue = try await context.waitForInput(
            "answer", interaction: interaction.id, question: interaction)
        return try InteractionAnswer(json, to: interaction)
    }

    private func fallBack(
        _ context: WorkflowContext, _ order: ExecutionOrder, to backend: String, after failure: RunFailure
    ) async throws -> ExecutionOutcome {
        let session = try await context.uuid()
        let reply = try await context.step("fallback", StepOptions(isAnnounced: true)) { [agents] attempt in
            try await agents.work(
                order, in: Conversation(sessionID: session), callID: attempt.callID, deadline: nil, backend: backend,
                StepLink(attempt))
        }
        var outcome = try outcome(of: reply, order, backend: agents.backend(named: backend))
        outcome.output["fallback_reason"] = .string("\(failure.kind): \(failure.message)")
        return outcome
    }

    private func outcome(
        of reply: ModelReply, _ order: ExecutionOrder, backend: any ModelBackend
    ) -> ExecutionOutcome {
        var output: [String: JSONValue] = ["result": .string(reply.text), "method": .string(backend.method)]
        output["structured"] = reply.structured
        let response: [String: JSONValue] = [
            "content": .string(reply.text), "session_id": reply.call.sessionID.map { .string($0) } ?? .null,
            "model": reply.call.model.map { .string($0) } ?? .null,
        ]
        return ExecutionOutcome(
            output: output, agentResponse: response, method: backend.method, isDegraded: backend.isDegraded)
    }
}

extension Conversation {
    /// The conversation as the next attempt continues it: where it can be continued, what it had done is not done again.
    fileprivate func after(_ failure: RunFailure?) -> Conversation {
        guard let error = failure.flatMap(ModelBackendError.init), error.isResumable else { return self }
        var next = self
        next.continuation = Continuation(reason: .failed(error.message), token: error.token)
        return next
    }
}

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
        var spent = ModelSpending()
        do {
            let reply = try await conversation(order).run(context, spent: &spent)
            return try outcome(of: reply, spent, backend: agents.backend(for: order))
        } catch let failure as StepFailure {
            guard let fallback = order.fallback, failure.failure.kind != RunFailure.nondeterminism else {
                throw StepFailure(failure.failure.adding(spent))
            }
            return try await fallBack(context, order, to: fallback, after: failure.failure, spent)
        }
    }

    private func conversation(_ order: ExecutionOrder) -> DurableConversation {
        DurableConversation(
            name: "work", answerName: "answer", retries: order.retries, timeout: order.timeout, session: order.session
        ) { [agents] conversation, callID, deadline, link in
            try await agents.work(order, in: conversation, callID: callID, deadline: deadline, link)
        }
    }

    private func fallBack(
        _ context: WorkflowContext, _ order: ExecutionOrder, to backend: String, after failure: RunFailure,
        _ spent: ModelSpending
    ) async throws -> ExecutionOutcome {
        let session = try await context.uuid()
        let reply = try await context.step("fallback", StepOptions(isAnnounced: true)) { [agents] attempt in
            try await agents.work(
                order, in: Conversation(sessionID: session), callID: attempt.callID, deadline: nil, backend: backend,
                StepLink(attempt))
        }
        var outcome = try outcome(of: reply, spent + ModelSpending([reply.call]), backend: agents.backend(named: backend))
        outcome.output["fallback_reason"] = .string("\(failure.kind): \(failure.message)")
        return outcome
    }

    private func outcome(
        of reply: ModelReply, _ spent: ModelSpending, backend: any ModelBackend
    ) -> ExecutionOutcome {
        var output: [String: JSONValue] = ["result": .string(reply.text), "method": .string(backend.method)]
        output["structured"] = reply.structured
        output["offered_calls"] = reply.offeredCalls.map { .array($0.map(\.json)) }
        let response: [String: JSONValue] = [
            "content": .string(reply.text), "session_id": reply.call.sessionID.map { .string($0) } ?? .null,
            "model": reply.call.model.map { .string($0) } ?? .null,
        ]
        return ExecutionOutcome(
            output: output, agentResponse: response, method: backend.method, isDegraded: backend.isDegraded, spent: spent)
    }
}

extension RunFailure {
    /// The failure with what was spent until then among its details, for whoever keeps a budget.
    func adding(_ spent: ModelSpending) -> RunFailure {
        // Details that are no JSON object, and spending that cannot be encoded, do not exist.
        guard let text = try? JSONText(["spent": spent]) else { return self }
        var object = JSONObjectText()
        object.add(membersOf: details?.text ?? "{}")
        object.add(membersOf: text.text)
        var failure = self
        failure.details = JSONText(stored: object.text)
        return failure
    }

    /// What was spent until it, where its thrower said so.
    var spent: ModelSpending? {
        struct Carrier: Decodable { var spent: ModelSpending? }
        // Another kind of failure has other details.
        return try? details?.decode(Carrier.self).spent
    }
}

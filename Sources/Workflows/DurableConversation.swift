import Agents
import Domain
import DurableExecution

/// Carries one conversation with a model to its end: each stretch is a step, a pause or a question ends the stretch, and
/// the next one continues the same conversation.
struct DurableConversation {
    /// Makes one call of it.
    typealias Call =
        @Sendable (_ conversation: Conversation, _ callID: String, _ deadline: Timestamp?, _ link: StepLink) async throws ->
        ModelReply

    /// Names the steps.
    let name: String
    /// Names the steps that wait for a person.
    let answerName: String
    let retries: Int
    /// Wall clock in seconds; nil for no limit.
    let timeout: Double?
    /// The conversation it goes on with; nil for one of its own.
    var session: ContinuedSession?
    let call: Call

    /// - Parameter spent: gets every call that was made, also when it throws.
    func run(_ context: WorkflowContext, spent: inout ModelSpending) async throws -> ModelReply {
        // A pause takes nothing from the time.
        let began = Timestamp(try await context.now() + context.parked)
        let deadline = timeout.map { Timestamp(milliseconds: began.milliseconds + Int64($0 * 1000)) }
        var conversation = try await beginning(context)
        while true {
            let reply = try await stretch(context, conversation, deadline, &spent)
            switch reply.ending {
            case .completed:
                return reply
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

    private func beginning(_ context: WorkflowContext) async throws -> Conversation {
        guard let session else { return Conversation(sessionID: try await context.uuid()) }
        let told = Conversation.Continuation(reason: .told(session.words))
        guard session.isForked else { return Conversation(sessionID: session.id, continuation: told) }
        return Conversation(sessionID: try await context.uuid(), continuation: told, forkedFrom: session.id)
    }

    private func stretch(
        _ context: WorkflowContext, _ conversation: Conversation, _ deadline: Timestamp?, _ spent: inout ModelSpending
    ) async throws -> ModelReply {
        let options = StepOptions(
            retry: RetryPolicy(attempts: retries + 1, initial: .seconds(2), longest: .seconds(120)),
            isAnnounced: true, stopsItself: true, preparesItself: true)
        do {
            let reply = try await context.step(name, options) { [call] attempt in
                let earlier = attempt.failures.compactMap { ModelBackendError($0)?.call }
                do {
                    let continued = conversation.after(attempt.failures.last)
                    var reply = try await call(continued, attempt.callID, deadline, StepLink(attempt))
                    if !earlier.isEmpty { reply.earlier = earlier }
                    return reply
                } catch var error as ModelBackendError {
                    if !earlier.isEmpty { error.earlier = earlier }
                    throw error
                }
            }
            spent = spent + ModelSpending((reply.earlier ?? []) + [reply.call])
            return reply
        } catch let failure as StepFailure {
            let error = ModelBackendError(failure.failure)
            spent = spent + ModelSpending((error?.earlier ?? []) + (error.map { [$0.call] } ?? []))
            throw failure
        }
    }

    private func answer(to interaction: Interaction, _ context: WorkflowContext) async throws -> InteractionAnswer {
        let json: JSONValue = try await context.waitForInput(
            answerName, interaction: interaction.id, question: interaction)
        return try InteractionAnswer(json, to: interaction)
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
